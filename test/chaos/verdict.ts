import type { APIMessage } from 'discord-api-types/v10';
import type { Interaction } from '../../sandbox/discord/world/interaction.js';
import type { RecordingServer } from '../../sandbox/http/recordingServer.js';
import { buttonOf, textOf, withVideo } from '../harness/appHarness.js';
import type { Journey } from './journeys.js';
import type { ProcessHarness } from './processHarness.js';
import { isRefused } from './trouble.js';

interface Case {
	readonly stand: ProcessHarness;
	readonly journey: Journey;
	readonly interaction: Interaction | undefined;
	/** A process died between the intent to create and its answer: whether there is a task, nobody can know. */
	readonly isUnsure: boolean;
}

/** What the member was promised and did not get, a line each. */
export async function faultsOf(facts: Case): Promise<string[]> {
	const { stand, interaction } = facts;
	return [
		...(isAccepted(facts) && interaction ? told(facts, interaction) : untouched(facts)),
		...(await kept(facts)),
		...orderly(stand),
	];
}

const unsureSays = 'Not certain whether it was made';

/** Whether the member saw "accepted". Told that the store takes no record, they know that there is no job. */
const isAccepted = ({ stand, interaction }: Pick<Case, 'stand' | 'interaction'>): boolean =>
	interaction?.acknowledgement !== undefined && !isRefused(stand, interaction);

/** The member never saw "accepted": nothing at all has happened. */
function untouched({ stand: { discord, comet }, interaction }: Case): string[] {
	const answer = interaction && discord.original(interaction)?.id;
	return check({
		'a task was made that nobody had accepted': comet.creates === 0,
		'something was posted that nobody had accepted': discord.messages().every(({ id }) => id === answer),
		'somebody was pinged': discord.notifications.length === 0,
	});
}

function told({ stand, journey, isUnsure }: Case, interaction: Interaction): string[] {
	const { discord, comet } = stand;
	const card = discord.original(interaction);
	const seen = discord.messages(interaction.channelId, discord.world.alice.id);
	const others = seen.filter(({ id }) => id !== card?.id);
	const isPublic = !interaction.ephemeral;
	const inChannel = isUnsure ? isPublic : journey.rung === 'channel';
	const telling = inChannel ? others[0] : card;
	const says = isUnsure ? unsureSays : journey.says;
	const isVideo = !isUnsure && journey.outcome === 'succeeded';
	const videos = withVideo(seen);

	return check({
		[`${comet.creates} tasks were made`]: isUnsure ? comet.creates <= 1 : comet.creates === 1,
		[`told by ${others.length} new messages`]: others.length === (inChannel ? 1 : 0),
		[`the telling says ${JSON.stringify(textOf(telling))}`]: textOf(telling).includes(says),
		[`the card says ${JSON.stringify(textOf(card))}`]: isClosed(card, inChannel ? telling?.id : undefined),
		[`${discord.notifications.length} pings`]: isPinged(stand, inChannel ? telling?.id : undefined),
		[`${videos.length} videos`]: videos.length === (isVideo ? 1 : 0),
		'a message has a file too many': seen.every(({ id }) => discord.files(id).length <= 1),
		'the finished card keeps its picture': !inChannel || discord.files(card?.id).length === 0,
		'the video is not what the provider made': videos.every((message) => isSample(stand, message)),
	});
}

/** Whether the progress message has come to rest: no bar, no Cancel, and a link to the telling that stands elsewhere. */
function isClosed(card: APIMessage | undefined, link: string | undefined): boolean {
	if (card === undefined || buttonOf(card, 'cancel') !== undefined || /[▰▱]/u.test(textOf(card))) return false;
	return (
		['Finishing up', 'Sending your request'].every((words) => !textOf(card).includes(words)) &&
		textOf(card).includes(link ?? '')
	);
}

function isPinged({ discord }: ProcessHarness, messageId: string | undefined): boolean {
	const { notifications, world } = discord;
	if (messageId === undefined) return notifications.length === 0;
	return (
		notifications.length === 1 &&
		notifications[0]?.messageId === messageId &&
		notifications[0].userId === world.alice.id
	);
}

const isSample = ({ discord, comet }: ProcessHarness, { attachments }: APIMessage): boolean =>
	attachments.every(({ url }) => discord.cdn.bytes(url)?.equals(comet.sample) === true);

/** What lies in the store and beside it. */
async function kept({ stand, journey, interaction, isUnsure }: Case): Promise<string[]> {
	const { open, closed, notes } = await stand.records();
	const accepted = isAccepted({ stand, interaction });
	const [job] = closed;
	const outcome = job?.outcome?.type === 'failed' ? job.outcome.failure.code : job?.outcome?.type;
	const expected = isUnsure ? 'submission-unknown' : journey.outcome === 'failed' ? 'provider' : journey.outcome;
	const files = await stand.mediaFiles();
	const results = files.filter((file) => /results\/\d+\.mp4$/u.test(file));
	// Inputs are for the create alone, copies for the telling, parts for the moment.
	const left = files.filter((file) => /\/inputs\/|\/results\/\d+-|\.part$/u.test(file));

	return check({
		[`${open.length} open jobs are left, ${open[0]?.phase ?? ''}`]: open.length === 0,
		[`${closed.length} closed jobs`]: closed.length === (accepted ? 1 : 0),
		[`the outcome is ${outcome}`]: !accepted || outcome === expected,
		[`notes are left: ${notes.join(' ')}`]: notes.length === 0,
		[`files are left: ${left.join(' ')}`]: left.length === 0,
		[`results are kept: ${results.join(' ')}`]: results.length === (accepted && expected === 'succeeded' ? 1 : 0),
	});
}

/** What must hold whatever happens. */
function orderly({ discord, comet, bot }: ProcessHarness): string[] {
	const leaks = [discord.api, discord.cdnServer, comet.cdn.server].some((server) => mentions(server, comet.key));
	const said = bot.log.some(({ text }) => text.includes(comet.key) || text.includes(discord.token));
	const broken = [discord.api, discord.cdnServer, comet.server, comet.cdn.server].flatMap(({ errors }) => errors);
	return check({
		[`unknown routes: ${discord.unknownRoutes.join(' ')}`]: discord.unknownRoutes.length === 0,
		'the key left its origin': !leaks,
		'a secret stands in the log': !said,
		[`a simulator broke: ${broken.map(String).join(' ')}`]: broken.length === 0,
	});
}

const mentions = ({ exchanges }: RecordingServer, secret: string): boolean =>
	exchanges.some((x) => x.body.includes(secret) || JSON.stringify([x.headers, x.path, [...x.query]]).includes(secret));

const check = (facts: Readonly<Record<string, boolean>>): string[] =>
	Object.entries(facts).flatMap(([what, holds]) => (holds ? [] : [what]));
