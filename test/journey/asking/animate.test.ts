import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MemberPost } from '../../../sandbox/discord/world/actions.js';
import type { Interaction } from '../../../sandbox/discord/world/interaction.js';
import type { User } from '../../../sandbox/discord/world/people.js';
import { Canary } from '../../../sandbox/http/canary.js';
import { minutes } from '../../../src/lib/time.js';
import { aPicture } from '../../harness/aPicture.js';
import { keptFiles, Pressing } from '../../harness/pressing.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';
import { textOf, withVideo, type AppHarness } from '../../harness/appHarness.js';

let stage: AppHarness;
const pressing = new Pressing(() => stage);
beforeAll(async () => {
	stage = await Pressing.stage();
});
afterAll(async () => {
	expectGoodManners(stage);
	await stage.close();
});

/** Somebody uses `Animate image` on a message that somebody has posted. */
async function animated(post: MemberPost, user: User): Promise<Interaction> {
	const message = stage.discord.post(post);
	const opened = stage.discord.runMessageCommand({ user, message, command: 'Animate image', locale: user.locale });
	await opened.responded();
	return opened;
}

const fieldsOf = ({ modal }: Interaction): string => JSON.stringify(modal?.components);

describe('Animate image', () => {
	it('makes a video of a picture of one’s own, which is fetched when the modal opens', async () => {
		const user = stage.member();
		const opened = await animated({ user, attachments: [await aPicture()] }, user);
		expect(opened.acknowledgement).toMatchObject({ type: 9 });
		expect(fieldsOf(opened)).not.toContain('consent');
		await soon(() => keptFiles(stage, opened.id)).toHaveLength(1);
		stage.discord.cdnServer.exchanges.length = 0;

		const sent = await pressing.submit(opened, { prompt: 'the sea begins to move' });
		expect(sent.acknowledgement).toMatchObject({ type: 5 });
		const told = await pressing.outcome(opened.id, user);
		expect(withVideo([told])).toHaveLength(1);
		expect(textOf(told)).toContain('Made from a picture in a message.');
		expect(stage.comet.tasks.at(-1)?.request).toMatchObject({ prompt: 'the sea begins to move' });
		expect(stage.comet.tasks.at(-1)?.exchange.form?.files).toHaveLength(1);
		expect(stage.discord.cdnServer.exchanges.map(({ path }) => path).filter((path) => path.includes('photo'))).toEqual(
			[],
		);
	});

	it('asks whether another member’s picture may be used, in both languages', async () => {
		const post = { user: stage.discord.world.bob, attachments: [await aPicture()] };
		const english = await animated(post, stage.member());
		expect(fieldsOf(english)).toContain('May the picture be used?');
		const user = stage.member('ko');
		const korean = await animated(post, user);
		expect(fieldsOf(korean)).toContain('이 이미지를 써도 될까요?');
		await pressing.submit(korean, { prompt: '바다가 움직여요', consent: ['yes'] });
		expect(textOf(await pressing.outcome(korean.id, user))).toContain('메시지');
	});

	it('lets choose from several, embeds included, and keeps the chosen one alone', async () => {
		const user = stage.member();
		const attachments = [await aPicture('#ff0000', 'red.png'), await aPicture('#00ff00', 'green.png')];
		const opened = await animated({ user, attachments }, user);
		expect(fieldsOf(opened)).toContain('2. green.png');
		await soon(() => keptFiles(stage, opened.id)).toHaveLength(2);
		await pressing.submit(opened, { prompt: 'grow', picture: ['1'] });
		await pressing.outcome(opened.id, user);
		// As it came until it was chosen; without what a photo tells from then on.
		expect(await keptFiles(stage, opened.id)).toEqual([`${opened.id}.mp4`, `${opened.id}-image.png`]);
	});

	it('takes the picture of an embed', async () => {
		const user = stage.member();
		const source = stage.discord.post({ user, attachments: [await aPicture('#0000ff', 'blue.png')] });
		const embeds = [{ image: { url: source.attachments[0]!.url } }];
		const opened = await animated({ user, content: 'look', embeds }, user);
		await pressing.submit(opened, { prompt: 'grow' });
		expect(withVideo([await pressing.outcome(opened.id, user)])).toHaveLength(1);
	});

	it.each<[string, (media: object) => object]>([
		['a gallery', (media) => ({ type: 12, items: [{ media }] })],
		['a thumbnail', (media) => ({ type: 9, components: [{ type: 10, content: 'x' }], accessory: { type: 11, media } })],
		['a file', (media) => ({ type: 13, file: media })],
		['a container', (media) => ({ type: 17, components: [{ type: 12, items: [{ media }] }] })],
		['a file in a container', (media) => ({ type: 17, components: [{ type: 14 }, { type: 13, file: media }] })],
		[
			'a section in a container',
			(media) => ({ type: 17, components: [{ type: 9, components: [], accessory: { type: 11, media } }] }),
		],
	])('takes the picture that %s shows, forwarded or not', async (_, component) => {
		const user = stage.member();
		const picture = await aPicture('#00ffff', 'cyan.png');
		const components = [component({ url: 'attachment://cyan.png' })];
		const post = { user, components, attachments: [picture] };
		const opened = await animated(post, user);
		await pressing.submit(opened, { prompt: 'grow' });
		expect(withVideo([await pressing.outcome(opened.id, user)])).toHaveLength(1);
		const forwards = stage.discord.post(post);
		expect(fieldsOf(await animated({ user, forwards }, user))).toContain('prompt');
	});

	it('takes the pictures of a gallery and of a file together, and of what a link shows', async () => {
		const user = stage.member();
		const attachments = [await aPicture('#ff0000', 'red.png'), await aPicture('#00ff00', 'green.png')];
		const elsewhere = stage.discord.post({ user, attachments: [await aPicture('#0000ff', 'blue.png')] });
		const components = [
			{
				type: 12,
				items: [{ media: { url: 'attachment://red.png' } }, { media: { url: elsewhere.attachments[0]!.url } }],
			},
			{ type: 13, file: { url: 'attachment://green.png' } },
		];
		const opened = await animated({ user, components, attachments }, user);
		expect(fieldsOf(opened)).toContain('1. red.png');
		expect(fieldsOf(opened)).toContain('2. blue.png');
		expect(fieldsOf(opened)).toContain('3. green.png');
	});

	it('takes no film that a gallery shows for a picture', async () => {
		const user = stage.member();
		const film = { name: 'film.mp4', bytes: Buffer.from('film') };
		const components = [{ type: 12, items: [{ media: { url: 'attachment://film.mp4' } }] }];
		const opened = await animated({ user, components, attachments: [film] }, user);
		expect(pressing.answer(opened)).toContain('no picture in this message');
	});

	it('never goes where a hostile embed leads', async () => {
		const canary = await Canary.start();
		const { origin } = canary;
		const user = stage.member();
		for (const url of [
			`${origin}/a.png`,
			'http://169.254.169.254/a.png',
			'file:///etc/passwd',
			'data:image/png;base64,AA',
		]) {
			const opened = await animated({ user, embeds: [{ image: { url } }] }, user);
			await pressing.submit(opened, { prompt: 'grow' });
			const told = await soonTold(opened, user);
			expect(told).toMatch(/could not be|cannot be/u);
		}
		expect(canary.contacts).toEqual([]);
		await canary.close();
	});

	it('says kindly that there is no picture', async () => {
		const user = stage.member();
		const opened = await animated({ user, content: 'no picture here' }, user);
		expect(pressing.answer(opened)).toContain('no picture in this message');
		const korean = await animated({ user, content: 'no picture here' }, stage.member('ko'));
		expect(pressing.answer(korean)).toContain('이미지가 없어요');
	});

	it('survives a restart between the modal and its answer, and expires', async () => {
		const user = stage.member();
		const opened = await animated({ user, attachments: [await aPicture()] }, user);
		const late = await animated({ user, attachments: [await aPicture()] }, user);
		await stage.stop();
		await stage.start();
		await pressing.submit(opened, { prompt: 'grow' });
		expect(withVideo([await pressing.outcome(opened.id, user)])).toHaveLength(1);

		await stage.pass(minutes(11));
		const answer = pressing.answer(await pressing.submit(late, { prompt: 'let it grow' }));
		expect(answer).toContain('expired');
		// What was typed is there to copy.
		expect(answer).toContain('let it grow');
		await soon(() => keptFiles(stage, late.id)).toEqual([]);
	});

	it('keeps three offers of a member, the newest; the pictures of the others go', async () => {
		const user = stage.member();
		const opened: Awaited<ReturnType<typeof animated>>[] = [];
		for (let offers = 0; offers < 5; offers += 1) {
			const attachments = [await aPicture('#ff0000', 'red.png'), await aPicture('#00ff00', 'green.png')];
			opened.push(await animated({ user, attachments }, user));
		}
		const kept = async () =>
			(await Promise.all(opened.map(({ id }) => keptFiles(stage, id)))).map((files) => files.length);
		await soon(kept).toEqual([0, 0, 2, 2, 2]);
		const refused = await pressing.submit(opened[0]!, { prompt: 'grow', picture: ['1'] });
		expect(pressing.answer(refused)).toContain('expired');
	});
});

/** What the member reads in the end of a job that was rejected: in private, and nothing in public. */
async function soonTold({ id }: Interaction, user: User): Promise<string> {
	const read = (): string =>
		stage.discord
			.messages(stage.discord.world.channel, user)
			.filter(({ flags }) => ((flags ?? 0) & 64) !== 0)
			.map(textOf)
			.join('\n');
	await stage.becomes(() => read() !== '', `rejected ${id}`);
	return read();
}
