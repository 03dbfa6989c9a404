/**
 * Preloaded into a process (`node --import`): writes to the file `WATCH_REPORT` what the process did that it should
 * not have. Wraps what reads files, opens connections and starts processes before any other module can import it.
 */
import childProcess from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import process from 'node:process';

const prototypeKeys = Reflect.ownKeys(Object.prototype).length;
const read = new Set();
const done = [];

for (const name of [
  'openSync',
  'readFileSync',
  'readdirSync',
  'open',
  'readFile',
  'readdir',
  'createReadStream',
]) {
  const original = fs[name];
  fs[name] = (path, ...rest) => {
    if (typeof path !== 'number') read.add(String(path));
    return original.call(fs, path, ...rest);
  };
}
for (const name of ['open', 'readFile', 'readdir']) {
  const original = fs.promises[name];
  fs.promises[name] = (path, ...rest) => {
    read.add(String(path));
    return original.call(fs.promises, path, ...rest);
  };
}
for (const name of ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork']) {
  const original = childProcess[name];
  childProcess[name] = (command, ...rest) => {
    done.push(`${name} ${String(command)}`);
    return original.call(childProcess, command, ...rest);
  };
}
const connect = Reflect.get(net.Socket.prototype, 'connect');
net.Socket.prototype.connect = function (...args) {
  done.push(`connect ${JSON.stringify(args[0])}`);
  return connect.apply(this, args);
};
syncBuiltinESMExports();

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  fs.writeFileSync(
    process.env.WATCH_REPORT,
    JSON.stringify({
      pwned: 'PWNED' in globalThis,
      polluted: 'polluted' in {} || Reflect.ownKeys(Object.prototype).length !== prototypeKeys,
      done,
      read: [...read],
      seconds: (userCPUTime + systemCPUTime) / 1e6,
      megabytes: Math.round(maxRSS / 1024),
    }),
  );
});
