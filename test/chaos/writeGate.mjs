// Loaded before the unchanged program (`node --import`): every write of a record asks the test for leave, before it is
// made and after it has been made. Without leave nothing goes on, so a kill strikes exactly there.
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import sqlite3 from 'sqlite3';

const socket = connect(Number(process.env.WRITE_GATE_PORT), '127.0.0.1').setNoDelay().unref();
// Whoever drives us is gone: nobody would ever end this process.
socket.on('error', () => undefined).on('close', () => process.kill(process.pid, 'SIGKILL'));
const waiting = new Map();
let asked = 0;

createInterface({ input: socket }).on('line', (line) => {
	const { id, answer } = JSON.parse(line);
	waiting.get(id)?.(answer);
	waiting.delete(id);
	if (waiting.size === 0) socket.unref();
});

/** Resolves with the test's word: `go`, or the SQLite error that the write shall fail with. */
function ask(side, write) {
	asked += 1;
	const id = asked;
	socket.write(`${JSON.stringify({ id, pid: process.pid, side, ...write })}\n`);
	// Like a write that is under way: it keeps the process alive, and only it.
	socket.ref();
	return new Promise((resolve) => waiting.set(id, resolve));
}

const { all } = sqlite3.Database.prototype;

sqlite3.Database.prototype.all = function gated(sql, ...rest) {
	const [, verb, table] = /^\s*(INSERT INTO|DELETE FROM)\s+(\w+)/u.exec(sql) ?? [];
	if (table === undefined) return all.call(this, sql, ...rest);

	const done = rest.pop();
	const [key, value] = rest.flat();
	const phase = value === undefined ? undefined : JSON.parse(value).value?.phase;
	const write = { verb: verb.split(' ')[0].toLowerCase(), table, key, phase };
	void ask('before', write).then((answer) => {
		if (answer !== 'go') {
			done.call(this, Object.assign(new Error(`${answer}: refused by the test`), { code: answer }));
			return;
		}
		all.call(this, sql, ...rest, (...result) => {
			void ask('after', { ...write, failed: Boolean(result[0]) }).then(() => done.apply(this, result));
		});
	});
	return this;
};
