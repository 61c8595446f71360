/** In which parts signals are of which kind. `signalMix` is the one that figures are reported on. */
export interface SignalMix {
  /** About somebody who is not in the register. */
  readonly notInRegister: number;
  /** Of those: living at a house of somebody who is. */
  readonly strangerAtRegisteredAddress: number;
  /** Of those again: with the surname of that household. */
  readonly strangerWithNameOfHousehold: number;
  /** About somebody who shares surname and address with another, `twinOrSameInitials` of them included. */
  readonly sharesSurnameAndAddress: number;
  readonly twinOrSameInitials: number;
  readonly withoutBirthDate: number;
  readonly initialsOnly: number;
  /** Under the name of the partner, or a double name. */
  readonly marriedName: number;
  /** At an address where the person lives no more. */
  readonly moved: number;
  /** Of those: at one that the register does not know any more. */
  readonly movedLongAgo: number;
  readonly oneMisspelling: number;
  readonly twoMisspellings: number;
  /** Letter or addition left out, or another. */
  readonly wrongAddition: number;
}

export const signalMix: SignalMix = {
  notInRegister: 0.1,
  strangerAtRegisteredAddress: 0.5,
  strangerWithNameOfHousehold: 0.1,
  sharesSurnameAndAddress: 0.03,
  twinOrSameInitials: 0.01,
  withoutBirthDate: 0.08,
  initialsOnly: 0.15,
  marriedName: 0.12,
  moved: 0.05,
  movedLongAgo: 0.1,
  oneMisspelling: 0.2,
  twoMisspellings: 0.05,
  wrongAddition: 0.03,
};
