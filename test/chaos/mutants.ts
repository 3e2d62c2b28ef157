/** A promise broken on purpose, and the test whose business it is to notice. */
export interface Mutant {
	readonly name: string;
	readonly file: string;
	/** Each must stand in the file exactly once. */
	readonly edits: readonly (readonly [from: string, to: string])[];
	readonly test: string;
	readonly title: string;
	/** Its test needs a Redis of its own. */
	readonly needsRedis?: boolean;
}

export const mutants: readonly Mutant[] = [
	{
		name: 'intent saved after the POST',
		file: 'src/services/runner/submissionStep.ts',
		edits: [
			[
				"submitting: await writer.apply(job, { type: 'submission-started' }) };",
				"submitting: writer.advance(job, { type: 'submission-started' }) };",
			],
			[
				'const verdict = await videoApi.start(order);',
				'const verdict = await videoApi.start(order);\n\t\tawait this.#parts.writer.save(submitting);',
			],
		],
		test: 'test/chaos/paying.test.ts',
		title: 'never submits again what a dead process may have submitted',
	},
	{
		name: 'nonce dropped',
		file: 'src/jobs/delivery/post.ts',
		edits: [['\t\tnonce: nonceOf(job, rung),\n\t\tenforce_nonce: true,\n', '']],
		test: 'test/journey/delivery/delivery.test.ts',
		title: 'repeats a post that was not answered with the same nonce, so that it stands and pings once',
	},
	{
		name: 'a poll that failed ends the job',
		file: 'src/services/runner/pollingStep.ts',
		edits: [
			[
				"if (poll.type === 'failed') {",
				"if (poll.type === 'failed') {\n\t\t\treturn this.#fail(job, 'task-lost', log);",
			],
		],
		test: 'test/journey/delivery/delivery.test.ts',
		title: 'goes on after an outage: a failed poll never fails a job',
	},
	{
		name: 'dead token used again',
		file: 'src/services/progress/progressCard.ts',
		edits: [['\t\t\t\tthis.#lastWords.isTokenDead = true;\n', '']],
		test: 'test/journey/delivery/delivery.test.ts',
		title: 'never uses a token again that was refused with 50027, and tells with its own',
	},
	{
		name: 'allowed mentions dropped',
		file: 'src/discord/messageBody.ts',
		edits: [['\tallowed_mentions: { parse: [] },\n', '']],
		test: 'test/journey/delivery/delivery.test.ts',
		title: 'says on every send and every edit whom it may mention, and pings the requester alone',
	},
	{
		name: 'statements side by side',
		file: 'src/services/records/statementQueue.ts',
		edits: [['		if (this.#closed) return', "\t\tif (sql !== '') return act();\n\t\tif (this.#closed) return"]],
		test: 'test/services/records/sqliteConnection.test.ts',
		title: 'is one alone, and runs one statement at a time, whatever is asked of it at once',
	},
	{
		name: 'saved although the file was locked',
		file: 'src/services/records/statementQueue.ts',
		edits: [
			[
				'end = () => statement.reject(error);',
				'end = () => (isBusy(error) ? statement.resolve([]) : statement.reject(error));',
			],
		],
		test: 'test/services/records/sqliteConnection.test.ts',
		title: 'says that a write failed when the lock is held for longer than it waits, and reads meanwhile',
	},
	{
		name: 'what a start finds open is believed',
		file: 'src/app/resumeJobs.ts',
		edits: [['	await markFound(open, parts);\n', '']],
		test: 'test/journey/store/rollback.test.ts',
		title: 'pays no second time for a job whose record says that it is in line, and tells its member so',
	},
	{
		name: 'epoch of a lease not compared',
		file: 'src/services/redis/scripts.ts',
		edits: [["if known[1] and f.epoch and tonumber(known[1]) ~= f.epoch then return { 'lost' } end\n", '']],
		test: 'test/services/redis/records.contract.test.ts',
		title: 'take nothing from the one that has lost the job, not even a record that is gone',
		needsRedis: true,
	},
	{
		name: 'lease not asked before a create',
		file: 'src/services/cometapi/apiClient.ts',
		edits: [['if (said[0] === null && mayAct?.() === false) {', 'if (said[0] === null && false) {']],
		test: 'test/services/cometapi/apiClient.test.ts',
		title: 'asks last of all whether a POST may still go out, and then sends nothing, while a GET needs no leave',
	},
	{
		name: 'lease not asked before a message',
		file: 'src/services/discord/discordRequests.ts',
		edits: [["if (init.method !== 'GET' && this.#parts.mayAct?.()() === false) {", 'if (false) {']],
		test: 'test/services/discord/discordRequests.test.ts',
		title: 'is not sent after all when the job was lost while the request waited its turn',
	},
];
