import type { MovedSignal, moveSignalRequest } from '#contracts';
import type { AddressId } from '#domain';
import { assignSignal, lockAddressesOf, readSignal, touchAddress } from '#postgres';

import type { User } from '../access/user.js';
import { inSession, type Desk } from '../desk.js';
import type { Parsed } from '../http/input.js';
import { Refusal } from '../refusal.js';

/**
 * Says that a signal lies at another address. Both are locked, so that no fold writes the signal as it lay before;
 * both are folded again from its receipt on.
 */
export function moveSignal(
  desk: Desk,
  user: User,
  { path, body }: Parsed<typeof moveSignalRequest>,
): Promise<MovedSignal | Refusal> {
  return inSession(desk, user, async ({ tx, municipality, nowMs }) => {
    const seen = await readSignal(tx, municipality, path.signaalId);
    if (seen === undefined) return new Refusal('not-found');
    const to = body.naarAdresId as AddressId;
    const locked = await lockAddressesOf(tx, municipality, [seen.addressId, to]);
    if (!locked.includes(to)) return new Refusal('not-found');
    const signal = await readSignal(tx, municipality, path.signaalId);
    if (signal === undefined) return new Refusal('not-found');
    if (signal.addressId === to) return new Refusal('signal-already-there');
    const from = signal.addressId;
    // Somebody else moved it while we waited: that address is not locked, and the wish may have lost its reason.
    if (from !== seen.addressId) return new Refusal('signal-already-there');
    await assignSignal(tx, {
      municipality,
      signalId: signal.signalId,
      from,
      to,
      keepsPerson: body.persoonBehouden,
      assignedAtMs: nowMs,
      assignedBy: user.actor,
    });
    for (const addressId of [from, to].sort()) {
      await touchAddress(tx, {
        municipality,
        addressId,
        fromReceiptMs: signal.receipt.getTime(),
        reason: 'signal-moved',
      });
    }
    return { signaalId: signal.signalId, vanAdresId: from, naarAdresId: to };
  });
}
