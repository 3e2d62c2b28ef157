/** What matters of a film's streams when another one is to follow them. */
export interface FilmStreams {
	/**
	 * Equal for films whose streams can follow each other without being made anew: codec, size, colour, frame rate and sound,
	 * by the very bytes that set up their decoders. Nothing where that cannot be read.
	 */
	readonly kind?: string;
	/** Nothing without sound. */
	readonly sound?: string;
	/** Frames a second. */
	readonly frames?: number;
}

/** Frames that tell the rate. */
const countedFrames = 120;

/** Reads them from a file; empty for a container that only ffmpeg reads. */
export async function readStreams(path: string): Promise<FilmStreams> {
	const { FilePathSource, Input, MATROSKA, MP4, QTFF, WEBM } = await import('mediabunny');
	const input = new Input({ source: new FilePathSource(path), formats: [MP4, QTFF, WEBM, MATROSKA] });
	try {
		const [picture] = await input.getVideoTracks();
		if (picture === undefined) return {};
		const [track] = await input.getAudioTracks();
		const { averagePacketRate } = await picture.computePacketStats(countedFrames);
		const frames = Number.isFinite(averagePacketRate) && averagePacketRate > 0 ? averagePacketRate : undefined;
		const config = await picture.getDecoderConfig();
		const heard = track && (await track.getDecoderConfig());
		const sound =
			track && joined(heard?.codec ?? 'unknown', heard?.numberOfChannels, heard?.sampleRate, hex(heard?.description));
		const known = config !== null && heard !== null;
		const size = [await picture.getDisplayWidth(), await picture.getDisplayHeight()];
		const rate = frames === undefined ? '' : Math.round(frames);
		return {
			...(known && { kind: joined(config.codec, ...size, rate, hex(config.description), sound) }),
			...(sound !== undefined && { sound }),
			...(frames !== undefined && { frames: Math.round(frames * 1000) / 1000 }),
		};
	} catch {
		return {};
	} finally {
		input.dispose();
	}
}

const joined = (...facts: readonly (string | number | undefined)[]): string => facts.join(' ');

const hex = (bytes: VideoDecoderConfig['description']): string => {
	if (bytes === undefined) return '';
	return ArrayBuffer.isView(bytes)
		? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
		: Buffer.from(bytes).toString('hex');
};
