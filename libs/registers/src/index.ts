export * from './resident-register.js';
export { matchResident } from './match-resident.js';
export * from './known-help/known-help.js';
export { HttpKnownHelp } from './known-help/http-known-help.js';
export { BrpRegister, registerAddressText } from './brp/brp-register.js';
export * from './bsn-vault.js';
export { ConnectionsInvalid, noConnections, openConnections, type Connections } from './connections.js';
export * from './http/register-error.js';
