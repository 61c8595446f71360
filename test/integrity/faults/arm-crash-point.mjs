// Loaded before an app by a test: ends or stops its process when it reaches a crash point for the nth time.
//
//   CRASH_AT=<point>:<nth>:<kill|stop> CRASH_ROOT=<folder with dist> node --import …/arm-crash-point.mjs …/main.js
//
// The product hands the port out to nobody; this file takes it from the built module itself.
import { createRequire } from 'node:module';
import { env, kill, pid } from 'node:process';

const [point, nth, what] = (env.CRASH_AT ?? '').split(':');
const fromRoot = createRequire(`${env.CRASH_ROOT ?? ''}/package.json`);
const { crashPoints, crashPort } = fromRoot('./dist/libs/platform/src/crash-point.js');
if (!crashPoints.includes(point)) throw new Error(`no crash point is called ${point}`);

let reached = 0;
crashPort.reached = (here) => {
  if (here !== point) return;
  reached += 1;
  if (reached === Number(nth)) kill(pid, what === 'stop' ? 'SIGSTOP' : 'SIGKILL');
};
