import { channelWords, noticeInDutch, taskStateWords, type TaskView } from '#contracts';
import type { DeskTask, PersonalRow } from '#postgres';

/** A task in the words of the API. */
export function taskView(task: DeskTask): TaskView {
  return {
    taakId: task.taskId,
    kanaal: channelWords.toDutch(task.channel),
    stap: task.step,
    status: taskStateWords.toDutch(task.state),
    generatie: task.generation,
    crisis: task.crisis,
    termijn: task.dueOn,
    dagdeel: task.partOfDay,
    uitvoerder: task.executor,
    opgepaktDoor: task.claimedBy,
    opgepaktTot: instant(task.leaseUntil),
    geheimAdres: task.secret,
    mededeling: noticeInDutch(task.notice),
  };
}

export interface NameView {
  readonly voorletters: string | null;
  readonly voornamen: string | null;
  readonly tussenvoegsel: string | null;
  readonly achternaam: string;
}

export function nameView(row: PersonalRow | undefined): NameView | null {
  if (row === undefined) return null;
  return {
    voorletters: row.initials,
    voornamen: row.firstNames,
    tussenvoegsel: row.prefix,
    achternaam: row.surname,
  };
}

export interface AddressView {
  readonly straat: string | null;
  readonly huisnummer: number;
  readonly huisletter: string | null;
  readonly huisnummertoevoeging: string | null;
  readonly postcode: string;
  readonly plaats: string | null;
}

export function addressView(row: PersonalRow | undefined): AddressView | null {
  // A signal was assigned to an address whose spelling is gone: no address is better than the old one.
  if (row === undefined || row.postcode === null || row.houseNumber === null) return null;
  return {
    straat: row.street,
    huisnummer: row.houseNumber,
    huisletter: row.houseLetter,
    huisnummertoevoeging: row.houseAddition,
    postcode: row.postcode,
    plaats: row.place,
  };
}

export function instant(date: Date): string;
export function instant(date: Date | null): string | null;
export function instant(date: Date | null): string | null {
  return date?.toISOString() ?? null;
}
