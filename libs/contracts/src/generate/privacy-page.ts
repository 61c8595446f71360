import {
  FEEDBACK_PRIVACY,
  GROUNDS,
  JOB_PRIVACY,
  REGISTER_JOB_PRIVACY,
  REGISTER_PRIVACY,
  RETENTION_TERMS,
  SIGNAL_PRIVACY,
  VIEWERS,
  WITHDRAWAL_PRIVACY,
  type FieldPrivacy,
} from '../field-privacy.js';
import { markdownTable } from './markdown-table.js';

function fields(of: Readonly<Record<string, FieldPrivacy>>): string {
  const rows = Object.entries(of).map(([path, { ground, term, seenBy }]) => [
    `\`${path}\``,
    ground,
    term,
    seenBy.join(', '),
  ]);
  return markdownTable(['field', 'ground', 'term', 'seen by'], rows);
}

const words = (of: Readonly<Record<string, string>>, head: string): string =>
  markdownTable(
    [head, 'meaning'],
    Object.entries(of).map(([word, meaning]) => [word, meaning]),
  );

/** docs/privacy.md: each field of the contracts × ground × retention term × who sees it. */
export function privacyPage(): string {
  return `<!-- Generated from libs/contracts (field-privacy.ts): change it there, then run \`make generate\`. -->

# Privacy: which field, on what ground, for how long, seen by whom

Only what is needed to process a signal is accepted (Wgs 8b); a field that the contract does not know, or that the
creditor's own ground does not cover, refuses the whole record (\`unknown-member\`, \`no-legal-ground\`). Language,
nationality and health have no place in any contract: the one language that is kept is what a resident asked for, as
somebody of the municipality recorded it. Job payloads, metrics, logs and URLs carry ids, never people.

## The BSN

Creditors may not send it here. A record with a member named bsn, burgerservicenummer or sofinummer, or with eight or
nine digits that pass the elfproef in a name, address or free-text field, is refused and none of its bytes is kept: the
BSN is stored nowhere. **The topic itself holds the record until the broker deletes it, at most 8 days** (retention of
7 days in segments of 1 day). References of customers and phone numbers are exempt, since one random number in eleven
passes; where the registry says that a creditor uses the BSN as its reference, that is checked too. Bytes that cannot be
read and may hold a BSN are not kept either.

## Records that do not become a signal

A refused, conflicting or not served record is kept as encrypted bytes (AES-256-GCM, a key a day) for 30 days and then
dropped together with its key. What stays is its place in the topic, the verdict and the codes of its faults. A record
from a source that is not admitted on its topic gets no answer.

## Signal

${fields(SIGNAL_PRIVACY)}

## Withdrawal

${fields(WITHDRAWAL_PRIVACY)}

## Feedback to the creditor

${fields(FEEDBACK_PRIVACY)}

## Outreach job

${fields(JOB_PRIVACY)}

## Registers and helpers

\`residentRegister\` and \`knownHelp\` of a policy are \`none\` unless the municipality says otherwise; docs/registers.md tells
what is asked. **The BSN that the BRP gives** is sealed (AES-256-GCM, the key in the configuration, bound to its person),
read by the database role \`eropaf_register\` alone, used only to ask the BRP again, and visible to no API; it goes when
the resident has died or lives elsewhere, and on its last day. Whoever else lives at the address is in memory for the time of one check.

${fields(REGISTER_PRIVACY)}

## Register check job

${fields(REGISTER_JOB_PRIVACY)}

## Matching

Who a signal is about is decided by comparing name, birth date and address with the persons at the address, and with a
local register where the policy names one (docs/matching.md). Of a comparison the ids of those compared, the level and the
weight of each field are stored, never the values. The story of a signal tells how it compares with its own resident, of
nobody else. \`eropaf match link\` and \`dedupe\` work on files of whoever calls them, need no server, store nothing and send
nothing; what they write holds the ids of the file and levels. The parameters that \`match estimate\` writes name surnames
and first names that at least ten records bear, and no others.

## Grounds

${words(GROUNDS, 'ground')}

The creditor's own ground stands in the creditor registry, with its dates and the fields that it covers.

## Terms

${words(RETENTION_TERMS, 'term')}

Each row of a side table has its own \`destroy after\`. The intake destroys each hour what has passed it of what registers
and helpers said: sealed BSNs, marks of secret addresses (one that holds stays while somebody at the address is being
approached, or a letter that waits for a second look would go out), people on lists of helpers, and local registers. The
head of a list stays: it names nobody. \`eropaf_intake_destroyed_total\` counts. Processes refuse to run as production until
the job that destroys the other rows, the login and the processing log have landed.

## Viewers

${words(VIEWERS, 'viewer')}

A letter names one person and only that person's creditors; it never names an amount. An external worker sees neither
creditor nor amount.
`;
}
