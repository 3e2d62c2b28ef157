import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { contents, creates, polls } from '../../../sandbox/cometapi/faults.js';
import { secretsOf } from '../../../src/app/environment.js';
import { SecretCleaner } from '../../../src/lib/secretCleaner.js';
import { makeLogger } from '../../../src/services/ops/logger.js';
import { readConfig } from '../../../src/config.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { AppHarness } from '../../harness/appHarness.js';

const key = 'sk-simulated-0123456789-key';
let stage: AppHarness | undefined;
afterEach(async () => {
	await stage?.close();
	stage = undefined;
});

/** A stage whose whole log is kept, and whose secrets are known before it stands. */
async function listening() {
	const lines: string[] = [];
	const secrets = new SecretCleaner();
	const log = makeLogger('trace', { write: (line: string) => void lines.push(line) }, secrets.cleanLine);
	stage = await AppHarness.set({ clock: new FakeClock(), comet: { key }, log, secrets });
	for (const secret of [stage.discord.token, key]) secrets.add(secret);
	return { stage, log: () => lines.join('') };
}

/** Everything that was sent along, as a careless server repeats it. */
const echo = (...secrets: string[]): string =>
	secrets
		.flatMap((secret) => {
			const bytes = Buffer.from(`x ${secret}`);
			return [
				`Authorization: Bearer ${secret}`,
				encodeURIComponent(secret),
				bytes.toString('base64'),
				bytes.toString('hex'),
			];
		})
		.join(' | ');

const forms = (secret: string): string[] => [
	secret,
	Buffer.from(`x ${secret}`).toString('base64').slice(4, -4),
	Buffer.from(secret).toString('hex'),
];

describe('an answer that repeats our secrets', () => {
	it.each([
		['to a create', { match: creates, status: 400, body: (words: string) => ({ error: { message: words } }) }],
		[
			'to a look, as a failure',
			{ match: polls, status: 200, body: (words: string) => ({ status: 'failed', error: { message: words } }) },
		],
		['to a look, as trouble', { match: polls, status: 500, body: (words: string) => ({ error: { message: words } }) }],
		[
			'in the place of the bytes',
			{ match: contents, status: 400, body: (words: string) => ({ error: { message: words } }) },
		],
	])('%s leaves them neither in the log, nor in the store, nor on a card', async (_, { match, status, body }) => {
		const { stage: at, log } = await listening();
		at.comet.plan({ pollsToDone: 2, videoUrl: false });
		let token = 'not yet known';
		const answer = () => ({ status, body: body(echo(key, at.discord.token, token)) });
		at.comet.addFault({
			match,
			times: 1,
			act: {
				kind: 'answer',
				get answer() {
					return answer();
				},
			},
		});
		const interaction = at.video({ user: at.member(), options: { prompt: 'a paper boat' } });
		({ token } = interaction);
		const message = await at.told(interaction);
		const job = await at.job(interaction);

		const stored = JSON.stringify({ outcome: job?.outcome, delivery: job?.delivery, submission: job?.submission });
		const bytes = readdirSync(at.folder)
			.filter((file) => file.startsWith('reelay.sqlite'))
			.map((file) => readFileSync(join(at.folder, file)).toString('latin1'))
			.join('');
		for (const form of [key, at.discord.token].flatMap(forms)) {
			expect(log()).not.toContain(form);
			expect(bytes).not.toContain(form);
			expect(JSON.stringify(message)).not.toContain(form);
		}
		for (const form of forms(token)) {
			expect(log()).not.toContain(form);
			expect(stored).not.toContain(form);
			expect(JSON.stringify(message.components)).not.toContain(form);
		}
	});

	it('is known to the program by its own configuration', async () => {
		const { stage: at } = await listening();
		const known = secretsOf(readConfig({ ...at.env, OPS_TOKEN: 'the-ops-token' }));
		expect(known.clean(echo(key, at.discord.token, 'the-ops-token'))).not.toMatch(/0123456789|the-ops/u);
	});
});
