import { afterEach, describe, expect, it } from 'vitest';
import { catalogue } from '../../../sandbox/cometapi/catalogue/catalogue.js';
import { lostCreate } from '../../../sandbox/cometapi/faults.js';
import { aPicture } from '../../harness/aPicture.js';
import { keptFiles, Pressing } from '../../harness/pressing.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';
import { buttonOf, textOf, withVideo, type AppHarness } from '../../harness/appHarness.js';

let stage: AppHarness;
const pressing = new Pressing(() => stage);
const listed = { ...catalogue.find(({ id }) => id === 'veo3.1-fast')!.pricing };
const price = (perSecond: number | null): void => {
	Object.assign(catalogue.find(({ id }) => id === 'veo3.1-fast')!.pricing, { per_second: perSecond });
};
afterEach(async () => {
	price(listed.per_second);
	expectGoodManners(stage);
	await stage.close();
});

/** The process begins anew with a catalogue that has other prices. */
async function priced(perSecond: number): Promise<void> {
	price(perSecond);
	await stage.stop();
	await stage.start();
}

describe("a member's yes", () => {
	it('counts for the price they were told: a higher one is asked about again, a lower one is not', async () => {
		stage = await Pressing.stage({ CONFIRM_ABOVE_USD: '0.5' });
		const user = stage.member();
		const interaction = stage.video({ user, options: { duration: 8 } });
		await interaction.responded();
		await priced(4);
		const press = await pressing.press(stage.discord.original(interaction), 'confirm', user);
		expect(press.acknowledgement).toMatchObject({ type: 7 });
		const asked = stage.discord.original(interaction);
		expect(textOf(asked)).toContain('it would now cost about $32.00 instead of $0.96');
		expect(stage.comet.creates).toBe(0);

		await priced(3);
		await pressing.press(asked, 'confirm', user);
		expect(withVideo([await pressing.outcome(interaction.id, user)])).toHaveLength(1);
		expect(stage.comet.creates).toBe(1);
	});

	it.each(['again', 'askagain'] as const)(
		'pays once by a dear %s, however often it is pressed and confirmed',
		async (action) => {
			stage = await Pressing.stage({ CONFIRM_ABOVE_USD: '50' });
			if (action === 'askagain') stage.comet.addFault(lostCreate());
			const { user, jobId, message } = await pressing.told({ options: { duration: 8 } });
			await stage.stop();
			await stage.start({ CONFIRM_ABOVE_USD: '0.5' });
			const creates = stage.comet.creates;
			const questions = [await pressing.press(message, action, user), await pressing.press(message, action, user)];
			const answers = [];
			for (const question of questions) {
				answers.push(await pressing.press(stage.discord.original(question), 'confirm', user));
			}
			expect(answers.map(({ acknowledgement }) => acknowledgement?.type)).toEqual([5, 4]);
			expect(pressing.answer(answers[1]!)).toContain('That has been done already');
			await soon(() => pressing.isDisabled(message.id, action)).toBe(true);
			await pressing.outcome(action === 'again' ? `${message.id}_a` : `${jobId}_2`, user);
			expect(stage.comet.creates).toBe(creates + 1);
		},
	);

	it.each(['pressed', 'delivered'] as const)(
		'counts for the price on the very card, when the same was %s again at a higher one',
		async (how) => {
			stage = await Pressing.stage({ CONFIRM_ABOVE_USD: '0.5' });
			const user = stage.member();
			const asking = stage.video({ user, options: { duration: 8 } });
			await asking.responded();
			let first = asking;
			let creates = 0;
			if (how === 'delivered') {
				await priced(4);
				stage.discord.redeliver(asking);
				await stage.rest();
			} else {
				await pressing.press(stage.discord.original(asking), 'confirm', user);
				const message = await pressing.outcome(asking.id, user);
				creates = stage.comet.creates;
				first = await pressing.press(message, 'again', user);
				await priced(4);
				const second = await pressing.press(message, 'again', user);
				expect(textOf(stage.discord.original(second))).toContain('$32.00');
			}
			const card = stage.discord.original(first);
			expect(textOf(card)).toContain('$0.96');
			await pressing.press(card, 'confirm', user);
			expect(textOf(stage.discord.original(first))).toContain('it would now cost about $32.00 instead of $0.96');
			expect(stage.comet.creates).toBe(creates);
		},
	);

	it('is still heard when the command that it is about was delivered twice', async () => {
		stage = await Pressing.stage({ CONFIRM_ABOVE_USD: '0.5' });
		const user = stage.member();
		const interaction = stage.video({ user, options: { duration: 8 } });
		await interaction.responded();
		stage.discord.redeliver(interaction);
		await stage.rest();
		await pressing.press(stage.discord.original(interaction), 'confirm', user);
		expect(withVideo([await pressing.outcome(interaction.id, user)])).toHaveLength(1);
		expect(stage.comet.creates).toBe(1);
	});
});

describe('what waits for a yes', () => {
	it('is counted among what is kept about a member, and deleted with it, its pictures too', async () => {
		stage = await Pressing.stage({ CONFIRM_ABOVE_USD: '0.5' });
		const user = stage.member();
		const act = { options: { duration: 8 }, attachments: { image: await aPicture() } };
		const interaction = stage.video({ user, ...act });
		await interaction.responded();
		await soon(() => keptFiles(stage, interaction.id)).toHaveLength(1);
		const other = stage.video({ user: stage.member(), ...act });
		await other.responded();
		await soon(() => keptFiles(stage, other.id)).toHaveLength(1);

		const page = stage.discord.invoke({ user, command: 'video-privacy' });
		await page.responded();
		expect(pressing.answer(page)).toContain('1 request that waits for you to confirm');
		await pressing.press(stage.discord.original(page), 'forget', user);
		const sure = buttonOf(stage.discord.original(page), 'forget');
		expect(sure).toContain(':sure:');
		await pressing.press(stage.discord.original(page), 'forget', user);
		await soon(() => textOf(stage.discord.original(page))).toContain(
			'1 request that waited for you to confirm is deleted',
		);
		expect(await keptFiles(stage, interaction.id)).toEqual([]);
		expect(await keptFiles(stage, other.id)).toHaveLength(1);

		await pressing.press(stage.discord.original(interaction), 'confirm', user);
		expect(textOf(stage.discord.original(interaction))).toContain('This offer has expired');
		expect(stage.comet.creates).toBe(0);
	});
});
