import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether this machine has ffmpeg; suites that want it say so by name. */
export const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;

interface Film {
	readonly ending: string;
	readonly args: readonly string[];
}

const h264 = ['-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-c:a', 'aac'];
const film = (ending: string, ...args: string[]): Film => ({ ending, args });

/** Films of one second, 320 by 180, with a tone: what providers send, and what they hardly ever send. */
export const films = {
	ordinary: film('mp4', ...h264, '-movflags', '+faststart'),
	opus: film('mp4', ...h264, '-c:a', 'libopus', '-movflags', '+faststart'),
	vp9: film('webm', '-pix_fmt', 'yuv420p', '-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-c:a', 'libopus'),
	vp8: film('webm', '-pix_fmt', 'yuv420p', '-c:v', 'libvpx', '-deadline', 'realtime', '-c:a', 'libvorbis'),
	av1: film(
		'mp4',
		'-pix_fmt',
		'yuv420p',
		'-c:v',
		'libaom-av1',
		'-cpu-used',
		'8',
		'-c:a',
		'aac',
		'-movflags',
		'+faststart',
	),
	'index last': film('mp4', ...h264),
	fragmented: film('mp4', ...h264, '-movflags', '+frag_keyframe+empty_moov'),
	headless: film('webm', '-pix_fmt', 'yuv420p', '-c:v', 'libvpx', '-deadline', 'realtime', '-an', '-live', '1'),
	QuickTime: film('mov', ...h264),
	Matroska: film('mkv', ...h264),
	'MPEG-TS': film('ts', ...h264),
	'AC-3 sound': film('mp4', ...h264, '-c:a', 'ac3', '-movflags', '+faststart'),
	HEVC: film(
		'mp4',
		'-pix_fmt',
		'yuv420p',
		'-c:v',
		'libx265',
		'-x265-params',
		'log-level=error',
		'-tag:v',
		'hvc1',
		'-c:a',
		'aac',
	),
	ProRes: film('mov', '-c:v', 'prores_ks', '-c:a', 'pcm_s16le'),
	'Motion JPEG': film('mov', '-pix_fmt', 'yuvj420p', '-c:v', 'mjpeg', '-c:a', 'pcm_s16le'),
	'MPEG-4 part 2': film('mp4', '-pix_fmt', 'yuv420p', '-c:v', 'mpeg4', '-c:a', 'aac'),
	'H.263': film('3gp', '-s', '352x288', '-c:v', 'h263', '-an'),
	'10 bits': film('mp4', '-pix_fmt', 'yuv420p10le', '-c:v', 'libx264', '-c:a', 'aac'),
	'4:4:4': film('mp4', '-pix_fmt', 'yuv444p', '-c:v', 'libx264', '-c:a', 'aac'),
	AVI: film('avi', '-c:v', 'mpeg4', '-c:a', 'mp3'),
	GIF: film('gif', '-an'),
	'odd sides': film('mp4', '-s', '321x181', '-pix_fmt', 'yuv444p', '-c:v', 'libx264', '-an'),
	'sound alone': film('mp4', '-vn', '-c:a', 'aac'),
} as const;
export type FilmName = keyof typeof films;

/**
 * Makes one with ffmpeg's own test picture.
 * @param source another picture; `noisy` has many bytes
 */
export function makeFilm(name: FilmName, source = 'testsrc=s=320x180:d=1:r=15'): Buffer {
	const folder = mkdtempSync(join(tmpdir(), 'film-'));
	try {
		const path = join(folder, `film.${films[name].ending}`);
		const inputs = ['-f', 'lavfi', '-i', source, '-f', 'lavfi', '-i', 'sine=d=1'];
		execFileSync('ffmpeg', ['-v', 'error', ...inputs, ...films[name].args, path], { stdio: 'ignore' });
		return readFileSync(path);
	} finally {
		rmSync(folder, { recursive: true });
	}
}

export const noisy = 'testsrc=s=640x360:d=1:r=15,noise=alls=60:allf=t';

interface Probed {
	readonly streams: readonly { readonly codec_name: string; readonly pix_fmt?: string; readonly profile?: string }[];
	readonly format: { readonly duration?: string; readonly format_name: string };
}

/** What ffprobe says of a file. */
export const probe = (path: string): Probed =>
	JSON.parse(
		execFileSync('ffprobe', ['-v', 'error', '-show_streams', '-show_format', '-of', 'json', path], {
			encoding: 'utf8',
		}),
	) as Probed;
