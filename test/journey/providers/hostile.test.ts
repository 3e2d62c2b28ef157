import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentRefused, contents, refused } from '../../../sandbox/cometapi/faults.js';
import { Canary } from '../../../sandbox/http/canary.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';
import { buttonOf, AppHarness, textOf, withVideo } from '../../harness/appHarness.js';

let stage: AppHarness;
let canary: Canary;
beforeAll(async () => {
	canary = await Canary.start();
	stage = await AppHarness.set({ clock: new FakeClock(), comet: { plan: { paceMs: 0 } }, env: { DAILY_USD: '' } });
});
afterAll(async () => {
	expect(canary.contacts).toEqual([]);
	expectGoodManners(stage);
	await stage.close();
	await canary.close();
});

describe('a prompt', () => {
	it.each<[string, string]>([
		['of 6000 characters', 'long '.repeat(1200)],
		[
			'that mentions everybody in every form',
			'@everyone @here <@1> <@!1> <@&1> <#1> </video:1> <id:guide> @\u200Beveryone',
		],
		[
			'with links that hide their address',
			'[free nitro](https://evil.example) [a](<https://evil.example>) https://evil.example',
		],
		['with backticks and markdown', '```js\nalert(1)\n``` `x` **b** __u__ ~~s~~ ||spoiler|| # head\n> quote\n- list'],
		['that runs backwards', '\u202Egnp.exe\u202C \u2066abc\u2069 \u200Fx'],
		['of emoji', '👩‍👩‍👧‍👦🏳️‍🌈🇰🇷👍🏽 <:x:123456789012345678> <a:y:123456789012345678>'],
		['in Korean', '새벽 연못을 건너는 종이배, 카메라가 천천히 따라간다'],
		['with piled up marks', 'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘'],
		['that imitates our own buttons', 'v1:cancel:1:1 </video:0> attachment://video.mp4 $& $1 %s {0} ${x}'],
	])('%s arrives unchanged, and does no harm on any card', async (_, prompt) => {
		const interaction = stage.video({ user: stage.member(), options: { prompt } });
		const message = await stage.told(interaction);
		expect(withVideo([message])).toHaveLength(1);
		expect(stage.comet.tasks.at(-1)!.request['prompt']).toBe(prompt.trim().replaceAll('\n', '\r\n'));
		for (const shown of [textOf(message), textOf(stage.discord.original(interaction))]) {
			const quoted = shown
				.split('\n')
				.filter((line) => line.startsWith('> '))
				.join('');
			expect(quoted).not.toMatch(
				/(?<!\\)[`*_~|[\]]|<(?!\u200B|\\)[@#:/]|@(?:everyone|here)|[\u202A-\u202E\u2066-\u2069]/u,
			);
			expect(shown.length).toBeLessThan(4000);
		}
		expect(message.mention_everyone).toBe(false);
		expect(message.mentions.map(({ id }) => id)).toEqual([interaction.userId]);
	});

	it.each(['   ', '\u200B\u200D\u2060', '\u3164\u00AD \t'])(
		'of nothing that can be seen is refused (%j)',
		async (prompt) => {
			const before = stage.comet.creates;
			const interaction = stage.video({ user: stage.member(), options: { prompt } });
			expect(await interaction.responded()).toMatchObject({ type: 4, ephemeral: true });
			expect(textOf(stage.discord.original(interaction))).toContain('Please write a prompt');
			expect(stage.comet.creates).toBe(before);
		},
	);
});

describe('a button that is not ours', () => {
	it.each([
		['of an older version', (id: string) => `v0:cancel:${id}:1`],
		['of a newer one', (id: string) => `v2:cancel:${id}:1`],
		['of another program', () => 'confirm_purchase'],
		['that names its presser as the owner', (id: string, presser: string) => `v1:cancel:${id}:${presser}`],
		['of a job that is not there', (_: string, presser: string) => `v1:cancel:123456789012345678:${presser}`],
		['with a path for an id', (_: string, presser: string) => `v1:cancel:../../etc/passwd:${presser}`],
	])('%s does nothing but answer in private', async (_, forge) => {
		stage.comet.next({ outcome: 'stuck' });
		const owner = stage.member();
		const presser = stage.member();
		const interaction = stage.video({ user: owner });
		await soon(() => buttonOf(stage.discord.original(interaction), 'cancel')).toBeDefined();
		const original = stage.discord.original(interaction)!;

		// The forger's own message, with a component that carries our prefix.
		const customId = forge(interaction.id, presser.id);
		const press = forgedPress(original.id, customId, presser.id);
		expect(await press.responded()).toMatchObject({ type: 4, ephemeral: true });
		await soon(() => stage.job(interaction)).toMatchObject({ phase: 'generating' });
		stage.comet.settle(stage.comet.tasks.at(-1)!);
		await stage.told(interaction);
	});

	/** A press whose custom id was changed on the way: the payload is Discord's but for that. */
	function forgedPress(messageId: string, customId: string, user: string) {
		const message = stage.discord.message(messageId)!;
		const press = stage.discord.press({ user, message, customId: buttonOf(message, 'cancel')! });
		(press.payload as { data: { custom_id: string } }).data.custom_id = customId;
		return press;
	}
});

describe('the address of a result', () => {
	it.each([
		['loopback', () => canary.origin],
		['loopback by name', () => canary.origin.replace('127.0.0.1', 'localhost')],
		['loopback in decimal', () => canary.origin.replace('127.0.0.1', '2130706433')],
		['loopback in octal', () => canary.origin.replace('127.0.0.1', '0177.0.0.1')],
		['loopback inside IPv6', () => canary.origin.replace('127.0.0.1', '[::ffff:127.0.0.1]')],
		['loopback with credentials before it', () => canary.origin.replace('http://', 'https://cdn.example.com@')],
		['a link-local host of metadata', () => 'http://169.254.169.254/latest/meta-data'],
		['a file', () => 'file:///etc/passwd'],
		['data', () => 'data:video/mp4;base64,AAAA'],
	])('%s is never asked for; the route of the API gives the video', async (_, address) => {
		const url = address();
		stage.comet.server.addFault({
			match: (x) => x.method === 'GET' && /\/v1\/videos\/[^/]+$/u.test(x.path),
			act: { kind: 'answer', answer: { status: 200, body: { id: 'x', status: 'completed', video_url: url } } },
		});
		const message = await stage.told(stage.video({ user: stage.member() }));
		expect(withVideo([message])).toHaveLength(1);
		expect(JSON.stringify(message)).not.toContain(url);
	});

	it.each(['the result’s host', 'the API'])('redirected to loopback by %s is never followed', async (who) => {
		const answer = { status: 302, headers: { location: `${canary.origin}/video.mp4` } };
		const redirect = { match: () => true, times: Infinity, act: { kind: 'answer', answer } } as const;
		stage.comet.next(who === 'the API' ? { videoUrl: false } : {});
		const back =
			who === 'the API' ? stage.comet.addFault({ ...redirect, match: contents }) : stage.comet.addCdnFault(redirect);
		const message = await stage.told(stage.video({ user: stage.member() }));
		expect(withVideo([message])).toHaveLength(who === 'the API' ? 0 : 1);
		expect(JSON.stringify(message)).not.toContain(canary.origin);
		back();
	});

	it('where nothing else can be had, is not handed to the member as a link either', async () => {
		stage.comet.addFault({
			match: (x) => x.method === 'GET' && /\/v1\/videos\/[^/]+$/u.test(x.path),
			act: {
				kind: 'answer',
				answer: { status: 200, body: { id: 'x', status: 'completed', video_url: canary.origin } },
			},
		});
		const back = stage.comet.addFault(contentRefused(404, { times: Infinity }));
		const message = await stage.told(stage.video({ user: stage.member() }));
		back();
		expect(textOf(message)).toContain('could not be fetched');
		expect(JSON.stringify(message)).not.toContain(canary.origin);
	});
});

describe('the words of the provider', () => {
	it('are quoted, and do no harm on any card', async () => {
		stage.comet.addFault(
			refused(400, { message: '@everyone [click](https://evil.example) `rm -rf`', match: (x) => x.method === 'POST' }),
		);
		const message = await stage.told(stage.video({ user: stage.member() }));
		expect(textOf(message)).toContain('The provider said: "');
		expect(textOf(message)).not.toMatch(/(?<!\\)[`*_~|[\]]click|@everyone|https:\/\/|(?<!\\)`/u);
		expect(message.mention_everyone).toBe(false);
	});
});
