import { contents, creates, rateLimited } from '../../../sandbox/cometapi/faults.js';
import { type Scene, sunset, type Studio } from '../studio.js';
const boat = ['A paper boat sails down a rainy street', '비 오는 거리를 떠가는 종이배'] as const;

/** Enough finished requests for the usual time of a model to be known. */
const enoughToKnow = 6;

/** What the one progress message shows on the way. */
export const making: Scene = {
	title: 'While it is made',
	shots: [
		{ name: 'preparing', says: 'Attached pictures are read before anything is sent.', states: ['preparing'] },
		{ name: 'submitting', says: 'The request is on its way to the provider.', states: ['submitting'] },
		{
			name: 'generating',
			says: 'The provider’s own percentage, when it tells one.',
			states: ['generating'],
			phone: true,
		},
		{ name: 'usual', says: 'Without a percentage: how long this model usually takes here.', phone: true },
		{ name: 'retrying', says: 'The provider is too busy to take it; nothing is paid.', states: ['retrying'] },
		{ name: 'delivering', says: 'The outcome is known, and the video cannot be fetched yet.', states: ['delivering'] },
		{ name: 'progress-closed', says: 'What is left of the progress message: a link to the answer.' },
	],
	async play(studio) {
		await beforeItRuns(studio);
		await whileItRuns(studio);
	},
};

async function beforeItRuns(studio: Studio): Promise<void> {
	const { cometapi, discord } = studio.sandbox;
	const { states } = studio.words.cards;
	const fetched = discord.cdnServer.addFault({
		match: () => true,
		times: Infinity,
		act: { kind: 'answer', answer: { status: 503 } },
	});
	const pictured = await studio.video('The sun goes down and the boats come home', '해가 지고 배들이 돌아오는 항구', {
		attachments: { image: sunset },
	});
	await studio.reply(pictured).getByText(states.preparing).waitFor();
	await studio.shoot('preparing', studio.reply(pictured));
	fetched();

	const busy = cometapi.addFault(rateLimited({ match: creates, retryAfter: '40', times: Infinity }));
	const refused = studio.reply(await studio.video('A fox in the snow', '눈 속의 여우'));
	await refused.getByText(states.retrying).waitFor();
	await studio.shoot('retrying', refused);
	busy();
}

async function whileItRuns(studio: Studio): Promise<void> {
	const { cometapi } = studio.sandbox;
	const { states } = studio.words.cards;
	cometapi.addFault({ match: creates, act: { kind: 'slow', ms: 8_000 } });
	const sent = studio.reply(await studio.video(...boat, { plan: { paceMs: 30_000 } }));
	await sent.getByText(states.submitting).waitFor();
	await studio.shoot('submitting', sent);
	await sent.getByText(/[3-7]\d%/u).waitFor();
	await studio.shoot('generating', sent);

	for (let made = 0; made < enoughToKnow; made += 1) {
		await studio.told(await studio.video(...boat, { plan: { paceMs: 1_500 + made * 500 } }));
	}
	const away = { times: Infinity, act: { kind: 'answer', answer: { status: 503 } } } as const;
	const results = cometapi.addCdnFault({ ...away, match: () => true });
	const content = cometapi.addFault({ ...away, match: contents });
	const quiet = await studio.video('Lanterns rise over a lake', '호수 위로 떠오르는 등불', {
		plan: { paceMs: 8_000, progress: 'zero' },
	});
	const shown = studio.reply(quiet);
	await shown.getByText(states.generating).waitFor();
	await studio.shoot('usual', shown);
	await shown.getByText(states.delivering).waitFor();
	await studio.shoot('delivering', shown);
	results();
	content();
	await studio.told(quiet);
	await shown.getByRole('link').waitFor();
	await studio.shoot('progress-closed', shown);
}
