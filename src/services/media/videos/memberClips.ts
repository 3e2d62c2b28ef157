import type { PictureProblem } from '../../../jobs/record/failure.js';
import type { ClipRule } from '../../../providers/contract/model.js';
import type { VideoEditing } from './videoEditing.js';
import { inspectVideo, type InspectedVideo } from './videoInspection.js';

interface MemberClipsParts {
	readonly videos: Pick<VideoEditing, 'cut'> & { canEdit(): Promise<boolean> };
}

interface FineClip {
	readonly type: 'fine';
	readonly ending: ClipRule['formats'][number];
	readonly contentType: 'video/mp4' | 'video/quicktime' | 'video/webm';
	readonly bytes: number;
	readonly width: number;
	readonly height: number;
}

/** `kind`: the limit that it breaks, as a number or the names of formats. */
type BadClip = {
	readonly type: 'bad';
	readonly problem: PictureProblem;
	readonly kind?: string;
	readonly detail: string;
};

const contentTypes = { mp4: 'video/mp4', mov: 'video/quicktime', webm: 'video/webm' } as const;

/** Heads round lengths to whole frames. */
const toleranceSeconds = 0.05;

/** Judges members' clips by their own heads before anything is paid, and cuts those whose members agreed. */
export class MemberClips {
	readonly #parts: MemberClipsParts;

	constructor(parts: MemberClipsParts) {
		this.#parts = parts;
	}

	/**
	 * Whether the file at a path is a clip that this model takes. The file is a copy of the caller's alone: it may be cut.
	 * @param come is told the clip's ending as soon as it is known to be one, before anything is done to it
	 */
	async fit(
		path: string,
		{ rule, cut }: { readonly rule: ClipRule; readonly cut: boolean },
		come: (ending: string) => Promise<void> = () => Promise.resolve(),
	): Promise<FineClip | BadClip> {
		const seen = await inspectVideo(path);
		if (seen.type !== 'video') return { type: 'bad', problem: 'not-a-clip', detail: `${seen.type}: ${seen.detail}` };
		const problem = formatProblem(seen, rule) ?? sizeProblem(seen, rule);
		if (problem !== undefined) return problem;
		await come(seen.ending);

		if ((seen.seconds ?? 0) <= rule.maxSeconds + toleranceSeconds) return weighed(seen, rule);
		const kind = String(rule.maxSeconds);
		const detail = `${seen.seconds ?? 0} s`;
		const { videos } = this.#parts;
		if (!cut) return { type: 'bad', problem: (await videos.canEdit()) ? 'clip-cuttable' : 'clip-long', kind, detail };
		const done = await videos.cut(path, { ending: seen.ending, seconds: rule.maxSeconds });
		const short = done ? await inspectVideo(path) : undefined;
		return short?.type === 'video' ? weighed(short, rule) : { type: 'bad', problem: 'clip-long', kind, detail };
	}
}

/** What only a cut could mend is judged after it. */
function weighed(seen: InspectedVideo, rule: ClipRule): FineClip | BadClip {
	if (seen.bytes > rule.maxBytes) {
		const kind = String(Math.floor(rule.maxBytes / 1_000_000));
		return { type: 'bad', problem: 'clip-large', kind, detail: `${seen.bytes} bytes` };
	}
	const ending = seen.ending as FineClip['ending'];
	const { bytes, width, height } = seen;
	return { type: 'fine', ending, contentType: contentTypes[ending], bytes, width: width ?? 0, height: height ?? 0 };
}

function formatProblem({ ending, seconds, width }: InspectedVideo, { formats }: ClipRule): BadClip | undefined {
	const isTaken = (formats as readonly string[]).includes(ending);
	if (isTaken && width !== null && seconds !== null) return undefined;
	const kind = formats.map((format) => format.toUpperCase()).join(', ');
	return { type: 'bad', problem: 'clip-format', kind, detail: `${ending}, ${seconds ?? '?'} s` };
}

function sizeProblem({ seconds, width, height }: InspectedVideo, rule: ClipRule): BadClip | undefined {
	const { minSeconds = 0, minSide = 0, maxSide = Number.POSITIVE_INFINITY } = rule;
	const sides = [width ?? 0, height ?? 0];
	const detail = `${sides.join('x')}, ${seconds ?? '?'} s`;
	if ((seconds ?? 0) < minSeconds - toleranceSeconds) {
		return { type: 'bad', problem: 'clip-short', kind: String(minSeconds), detail };
	}
	if (Math.min(...sides) < minSide) return { type: 'bad', problem: 'clip-small', kind: String(minSide), detail };
	if (Math.max(...sides) > maxSide) return { type: 'bad', problem: 'clip-big', kind: String(maxSide), detail };
	return undefined;
}
