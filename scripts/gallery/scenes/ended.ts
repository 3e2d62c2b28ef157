import { creates, invalidRequest500, lostCreate, quotaExhausted, refused } from '../../../sandbox/cometapi/faults.js';
import { type Scene, sunset, type Order, type Studio } from '../studio.js';
const quick = { paceMs: 1_000 };
const boat = ['A paper boat sails down a rainy street', '비 오는 거리를 떠가는 종이배'] as const;
const notAPicture = { ...sunset, bytes: Buffer.from('This was never a picture.') };

/** Every end without a video, in words that say what is so and what can be done. */
export const ended: Scene = {
	title: 'Without a video',
	shots: [
		{ name: 'failed-moderated', says: 'Declined by the provider’s safety check.', states: ['failed'], phone: true },
		{ name: 'failed-input', says: 'The provider did not accept an option or the prompt.' },
		{ name: 'failed-provider', says: 'The provider tried and could not finish.' },
		{
			name: 'unknown',
			says: 'No readable answer to the request: it is not sent twice.',
			states: ['unknown'],
			phone: true,
		},
		{ name: 'rejected-picture', says: 'An attachment that is no picture; nothing is made, nothing counted.' },
		{ name: 'undelivered', says: 'It could be told nowhere: kept, and handed out by a button.' },
		{ name: 'fetched', says: 'What that button hands out.' },
		{ name: 'failed-key', says: 'The bot’s key is refused: only its operator can help.' },
		{ name: 'failed-balance', says: 'The bot’s balance is used up.' },
	],
	async play(studio) {
		const { cometapi } = studio.sandbox;
		const shoot = async (name: string, order: Order = {}): Promise<void> => {
			const job = await studio.video(...boat, order);
			await studio.shoot(name, await studio.told(job));
		};
		await shoot('failed-moderated', { plan: { ...quick, outcome: 'moderated' } });
		cometapi.addFault(invalidRequest500({ match: creates }));
		await shoot('failed-input');
		await shoot('failed-provider', { plan: { ...quick, outcome: 'failed' } });
		cometapi.addFault(lostCreate());
		await shoot('unknown', { plan: quick });

		await studio.video(...boat, { attachments: { image: notAPicture } });
		await studio.shoot('rejected-picture', studio.whisper(studio.words.cards.rejectedTitle));
		await undelivered(studio);

		cometapi.addFault(refused(401, { match: creates }));
		await shoot('failed-key');
		cometapi.addFault(quotaExhausted({ match: creates }));
		await shoot('failed-balance');
	},
};

async function undelivered(studio: Studio): Promise<void> {
	const { discord } = studio.sandbox;
	const { alice, channel } = discord.world;
	const lost = ['SEND_MESSAGES', 'ATTACH_FILES'] as const;
	discord.faults.closeDms(alice);
	const job = await studio.video(...boat, { plan: { paceMs: 3_000 } });
	discord.faults.revoke(channel, ...lost);
	discord.faults.expireTokens(job);
	const shown = studio.reply(job);
	await shown.locator('[data-custom-id^="v1:fetch:"]').waitFor();
	await studio.shoot('undelivered', shown);
	await studio.press(shown, 'fetch');
	const fetched = studio.page.locator('.message', { has: studio.page.locator('.ephemeral video') });
	await studio.page.waitForTimeout(4_000);
	await studio.shoot('fetched', (await fetched.count()) > 0 ? fetched.last() : studio.page.locator('.message').last());
	discord.world.allow(channel, lost);
	alice.dmsClosed = false;
}
