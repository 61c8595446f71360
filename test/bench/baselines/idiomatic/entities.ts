import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A schema of its own beside the tables of the product, of which it reads the registers of residents alone. */
const schema = 'idiomatic';

@Entity({ schema })
@Index(['municipality', 'addressId'])
export class SignalEntity {
  @PrimaryColumn('text') municipality!: string;
  @PrimaryColumn('uuid') signalId!: string;
  @Column('uuid') addressId!: string;
  @Column('uuid') personId!: string;
  @Column('text') creditorId!: string;
  @Column('text') sector!: string;
  @Column('timestamptz') receipt!: Date;
  @Column('bytea') dataHash!: Buffer;
  @Column('int') amountCents!: number;
  @Column('date') arrearsSince!: string;
  @Column('text') crisis!: string;
  @Column('date', { nullable: true }) crisisEnd!: string | null;
  @Column('boolean') warmHandover!: boolean;
  @Column('text', { nullable: true }) personKey!: string | null;
  @Column('text') verdict!: string;
  @Column('text') rule!: string;
  @Column('jsonb') inputs!: object;
  @Column('date') periodStart!: string;
}

@Entity({ schema })
export class SignalPersonalEntity {
  @PrimaryColumn('text') municipality!: string;
  @PrimaryColumn('uuid') signalId!: string;
  @Column('text', { nullable: true }) initials!: string | null;
  @Column('text', { nullable: true }) firstNames!: string | null;
  @Column('text', { nullable: true }) prefix!: string | null;
  @Column('text') surname!: string;
  @Column('date', { nullable: true }) birthDate!: string | null;
  @Column('text') postcode!: string;
  @Column('text') houseNumber!: string;
  @Column('text', { nullable: true }) phone!: string | null;
  @Column('text', { nullable: true }) email!: string | null;
  @Column('date') destroyAfter!: string;
}

@Entity({ schema })
export class AddressEntity {
  @PrimaryColumn('text') municipality!: string;
  @PrimaryColumn('text') spelling!: string;
  @Column('uuid') addressId!: string;
}

@Entity({ schema })
export class PersonEntity {
  @PrimaryColumn('text') municipality!: string;
  @PrimaryColumn('uuid') personId!: string;
  @Column('uuid', { nullable: true }) residentId!: string | null;
}

@Entity({ schema })
export class CaseEntity {
  @PrimaryColumn('text') municipality!: string;
  @PrimaryColumn('uuid') addressId!: string;
  @PrimaryColumn('date') periodStart!: string;
  @Column('date') periodEnd!: string;
  @Column('boolean') pickedUp!: boolean;
  @Column('boolean') multiple!: boolean;
  @Column('boolean') consecutive!: boolean;
  @Column('boolean') crisis!: boolean;
}

@Entity({ schema })
@Index(['nextDueOn'])
export class CasePersonEntity {
  @PrimaryColumn('text') municipality!: string;
  @PrimaryColumn('uuid') personId!: string;
  @PrimaryColumn('date') periodStart!: string;
  @PrimaryColumn('uuid') addressId!: string;
  @Column('boolean') pickedUp!: boolean;
  @Column('boolean') crisis!: boolean;
  @Column('text', { nullable: true }) plan!: string | null;
  @Column('text', { nullable: true }) nextStep!: string | null;
  @Column('date', { nullable: true }) nextDueOn!: string | null;
}

@Entity({ schema })
export class WithdrawalEntity {
  @PrimaryColumn('text') municipality!: string;
  @PrimaryColumn('uuid') withdrawalId!: string;
  @Column('uuid') signalId!: string;
  @Column('text') effect!: string;
}

/** What was not taken as a signal: refused, a conflict, or seen before. */
@Entity({ schema })
export class AsideEntity {
  @PrimaryColumn('text') topic!: string;
  @PrimaryColumn('int') partition!: number;
  @PrimaryColumn('bigint') offset!: string;
  @Column('text') why!: string;
  @Column('jsonb') faults!: object;
}

/** The register of the product, read only. */
@Entity({ name: 'local_resident', synchronize: false })
export class ResidentEntity {
  @PrimaryColumn('text') municipality!: string;
  @PrimaryColumn('uuid', { name: 'resident_id' }) residentId!: string;
  @Column('text') surname!: string;
  @Column('text', { name: 'partner_surname', nullable: true }) partnerSurname!: string | null;
  @Column('text', { name: 'birth_date', nullable: true }) birthDate!: string | null;
  @Column('text', { name: 'address_key', nullable: true }) addressKey!: string | null;
  @Column('text', { name: 'previous_address_key', nullable: true }) previousAddressKey!: string | null;
}

export const entities = [
  SignalEntity,
  SignalPersonalEntity,
  AddressEntity,
  PersonEntity,
  CaseEntity,
  CasePersonEntity,
  WithdrawalEntity,
  AsideEntity,
  ResidentEntity,
];
