import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Interaction } from '../../../sandbox/discord/world/interaction.js';
import { minutes } from '../../../src/lib/time.js';
import { aPicture } from '../../harness/aPicture.js';
import { keptFiles, Pressing } from '../../harness/pressing.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';
import { buttonOf, textOf, withVideo, type AppHarness } from '../../harness/appHarness.js';

let stage: AppHarness;
const pressing = new Pressing(() => stage);
beforeAll(async () => {
	stage = await Pressing.stage({ CONFIRM_ABOVE_USD: '0.5', MEMBER_WAITING_JOBS: '0' });
});
afterAll(async () => {
	expectGoodManners(stage);
	await stage.close();
});

/** A request above the price, and the question that it is answered with. */
async function asked(locale = 'en-US', act: Parameters<AppHarness['video']>[0] = {}) {
	const user = stage.member(locale);
	const interaction = stage.video({ user, locale, ...act, options: { duration: 8, ...act.options } });
	await interaction.responded();
	return { user, interaction, question: stage.discord.original(interaction) };
}

const answersOf = (presses: readonly Interaction[]): (number | undefined)[] =>
	presses.map(({ acknowledgement }) => acknowledgement?.type).sort();

describe('a dear request', () => {
	it('is asked about in private, in both languages, and neither paid nor counted before the click', async () => {
		const before = stage.comet.creates;
		const { interaction, question } = await asked();
		expect(interaction.ephemeral).toBe(true);
		expect(textOf(question)).toContain('This would cost about $0.96. Above $0.50 I ask first');
		expect(textOf(question)).toContain('Veo 3.1 Fast · 8 seconds');
		const korean = await asked('ko');
		expect(textOf(korean.question)).toContain('확인하기 전에는 비용이 들지 않아요');
		expect(stage.comet.creates).toBe(before);
		expect(await stage.job(interaction)).toBeUndefined();
	});

	it('becomes a job under its own id by the click, which is where the answer goes', async () => {
		const { user, interaction, question } = await asked();
		const confirmed = await pressing.press(question, 'confirm', user);
		expect(confirmed.acknowledgement).toMatchObject({ type: 5, ephemeral: false });
		const told = await pressing.outcome(interaction.id, user);
		expect(withVideo([told])).toHaveLength(1);
		expect(await stage.job(interaction)).toMatchObject({ destination: { interactionId: confirmed.id } });
		// The question is gone.
		expect(stage.discord.original(interaction)).toBeUndefined();
	});

	it('is made once for two clicks', async () => {
		const before = stage.comet.creates;
		const { user, interaction, question } = await asked();
		const presses = [pressing.start(question, 'confirm', user), pressing.start(question, 'confirm', user)];
		await Promise.all(presses.map((press) => press.responded()));
		expect(answersOf(presses)).toEqual([4, 5]);
		await pressing.outcome(interaction.id, user);
		expect(stage.comet.creates).toBe(before + 1);
	});

	it('survives a restart', async () => {
		const { user, interaction, question } = await asked();
		await stage.stop();
		await stage.start();
		await pressing.press(question, 'confirm', user);
		expect(withVideo([await pressing.outcome(interaction.id, user)])).toHaveLength(1);
	});

	it('is not made when the member says no', async () => {
		const before = stage.comet.creates;
		const { user, interaction, question } = await asked('ko', { attachments: { image: await aPicture() } });
		await soon(() => keptFiles(stage, interaction.id)).toHaveLength(1);
		const declined = await pressing.press(question, 'decline', user);
		expect(declined.acknowledgement).toMatchObject({ type: 7 });
		expect(textOf(stage.discord.original(interaction))).toContain('아무것도 만들지 않았고');
		expect(buttonOf(stage.discord.original(interaction), 'confirm')).toBeUndefined();
		expect(await keptFiles(stage, interaction.id)).toEqual([]);
		expect(stage.comet.creates).toBe(before);
	});

	it('is made or not as the first press says, when a no and a yes come together', async () => {
		const before = stage.comet.creates;
		const no = await asked();
		const first = [pressing.start(no.question, 'decline', no.user), pressing.start(no.question, 'confirm', no.user)];
		await Promise.all(first.map((press) => press.responded()));
		expect(answersOf(first)).toEqual([4, 7]);
		const yes = await asked();
		const second = [
			pressing.start(yes.question, 'confirm', yes.user),
			pressing.start(yes.question, 'decline', yes.user),
		];
		await Promise.all(second.map((press) => press.responded()));
		expect(answersOf(second)).toEqual([4, 5]);
		await pressing.outcome(yes.interaction.id, yes.user);
		expect(await stage.job(no.interaction)).toBeUndefined();
		expect(stage.comet.creates).toBe(before + 1);
	});

	it('keeps its pictures while the member thinks', async () => {
		const { user, interaction, question } = await asked('en-US', { attachments: { image: await aPicture('#ff0000') } });
		await soon(() => keptFiles(stage, interaction.id)).toEqual([`${interaction.id}-image.raw`]);
		stage.discord.cdnServer.exchanges.length = 0;
		await pressing.press(question, 'confirm', user);
		await pressing.outcome(interaction.id, user);
		expect(stage.comet.tasks.at(-1)?.exchange.form?.files).toHaveLength(1);
		expect(stage.discord.cdnServer.exchanges.map(({ path }) => path).filter((path) => path.includes('photo'))).toEqual(
			[],
		);
	});

	it('expires after ten minutes, pictures included, and says so kindly', async () => {
		const { user, interaction, question } = await asked('en-US', { attachments: { image: await aPicture() } });
		await soon(() => keptFiles(stage, interaction.id)).toHaveLength(1);
		await stage.pass(minutes(10));
		const late = await pressing.press(question, 'confirm', user);
		expect(late.acknowledgement).toMatchObject({ type: 7 });
		expect(textOf(stage.discord.original(interaction))).toContain('This offer has expired, and nothing was paid.');
		await stage.pass(minutes(2));
		await soon(() => keptFiles(stage, interaction.id)).toEqual([]);
		expect(await stage.job(interaction)).toBeUndefined();
	});

	it('counts against the limits only when it is confirmed, and stands when they refuse it', async () => {
		const first = await asked();
		const { user } = first;
		const more = [stage.video({ user, options: { duration: 8 } }), stage.video({ user, options: { duration: 8 } })];
		await Promise.all(more.map((one) => one.responded()));
		for (const one of more) {
			stage.comet.next({ outcome: 'stuck', pollsToDone: null });
			await pressing.press(stage.discord.original(one), 'confirm', user);
		}
		const refused = await pressing.press(first.question, 'confirm', user);
		expect(pressing.answer(refused)).toContain('2 videos in the making');
		expect(textOf(stage.discord.original(first.interaction))).toContain('This would cost');
		for (const { id } of more) {
			const progress = stage.discord.messages().find((message) => buttonOf(message, 'cancel')?.includes(`:${id}:`));
			if (progress !== undefined) await pressing.press(progress, 'cancel', user);
		}
	});

	it('cannot be confirmed by a forged id, or by somebody else', async () => {
		const { interaction } = await asked();
		const stranger = stage.member();
		// A message of the bot's own whose button names the stranger as the owner of somebody else's draft.
		const { channel } = stage.discord.world;
		const customId = `v1:confirm:${interaction.id}:${stranger.id}`;
		const posted = await fetch(`${stage.discord.apiUrl}/v10/channels/${channel.id}/messages`, {
			method: 'POST',
			headers: { authorization: `Bot ${stage.discord.token}`, 'content-type': 'application/json' },
			body: JSON.stringify({
				flags: 32_768,
				allowed_mentions: { parse: [] },
				components: [{ type: 1, components: [{ type: 2, style: 2, label: 'Make it', custom_id: customId }] }],
			}),
		});
		const { id: message } = (await posted.json()) as { id: string };
		const pressed = stage.discord.press({ user: stranger, message, customId, locale: 'en-US' });
		await pressed.responded();
		expect(pressing.answer(pressed)).toContain('belong to the member');
		expect(await stage.job(interaction)).toBeUndefined();
	});
});
