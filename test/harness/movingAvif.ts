import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { pino } from 'pino';
import { systemClock } from '../../src/lib/time.js';
import { Videos } from '../../src/services/media/videos/videos.js';

/** A red picture that moves, made by ffmpeg; where it lies. @param size as in `64x64` */
export function movingAvif(folder: string, size: string): string {
	const path = join(folder, `moving-${size}.avif`);
	const source = ['-f', 'lavfi', '-i', `color=c=red:s=${size}:d=1:r=4`];
	const codec = ['-pix_fmt', 'yuv420p', '-c:v', 'libaom-av1', '-cpu-used', '8'];
	execFileSync('ffmpeg', ['-v', 'error', '-y', ...source, ...codec, path]);
	return path;
}

/** What takes the first frame of one. @param ffmpegPath another program in its place */
export function videosIn(folder: string, ffmpegPath = 'ffmpeg'): Videos {
	const nothing = (): Promise<never> => Promise.reject(new Error('nothing'));
	return new Videos({
		folder: join(folder, 'results'),
		fetch: { toFile: nothing },
		content: { openContent: nothing, openAddress: nothing, owns: () => false },
		...{ ffmpegPath, maxBytes: 1, clock: systemClock, log: pino({ level: 'silent' }) },
	});
}

/** One of 4200 by 4200 in 1.4 kB, as libaom made it in a minute: unbounded, ffmpeg takes 400 MB for its first frame. */
export const heavyMovingAvif = (): Buffer => inflateSync(Buffer.from(heavy.join(''), 'base64'));

const heavy = [
	'eNpjYGDQSSupLEgsyyxmAAIQDcRpucVphpnF+Ra5mWmGuZmJab6Ohk5A6Z+5qSWJDBCgn5GSUwRlMxRkJpcwIIEAIL+0KNUjMS8lJxWsiq8gsy',
	'QXLMcIxHKZOfnJII4LiM8IEWXeAaRmANkamZl5aXC1UkBOKhOUl1hmYOicn5MPNjMrs6CoAEh7ZxYk5wNpkcziglSIAwQyIJhBoCCzIhMkwszB',
	'wQGkeBLLDJ0bBXhAQsLJ+TlFeck5FQxMYAgE4pkFuTAfAh3GwsjUzMLAwNSdm59fBhTKyS3LSGFAAQ4wxWDHwgEjqip0vgMDXgB0C5N4SVFiNp',
	'AdU5INtpMZj+kk2QsPGwbGzbkpmSDvKuSmYPOXAkPoETIimzEmFxKBImW5YGORHaGSApGTSSlKTUNyJE9pUY4CNCBlikuScoDsOcUlxSlIanpA',
	'0Y8rCAQygJ7yADI8YCokfBLLkk0t9YzN9QwNDBRyMpMS83N1gQkApkXi/3+0JMGVlpmaAzZaoCCxuABqDwgLJCcXg71dA9VbXFJSjOQWYJQJgN',
	'giQDcji4Mw0D/FyWhiTEhyVahRD84EKRCzwAmbAZFBmFhyUxJLuECObTbi+ZBets9BwKidWYBhwhaGJg5FkMoF3yLMrKTiBQ6nWTb15GQ1K3y6',
	'lnyg4NG/xQKVk5c6bP20RFP7uNJvfg+ZS3uPPmCVP+Eedc/vsp506g1VgS9q+vUJu1PPfXPfL33r5Mfk2sSk/8/eLWztd+l2PcZj4rNxs/PFK3',
	'FdpbfSiiJ7Fy3gyF87Uy/t+OLwkgAmlvX3TGW+O6e+ZWJpN7K7s9RNcJ/szeJX0/64qBoXTjX4tHhCedQKranHX/86+4pUB0YLJPvvKjr1Qfb3',
	'DcUohbT+jQpBQi5fZCfE/RByTNm75UbVp8tSG+b/XsXVc+f5Ts5TOU1PzZu8HmxMv8NrOls98LnaqTvTPFO+8L+PYntwrNLVoCVryx7Na5tr+I',
	'zTw4xaTwbH/1r1ImnH9Ii383h3srb1b7UUc3gtt7Ng3/K3Z/x9rDaul41xCbim+Pbe57dvcjSenz+utGl3FGMkw2qm6+uZFCtOT/Yp15yUM915',
	'sXWDUZIBc0PD3x9skxiYTutsdAAlCZnLLi8kAlrOLEjK+K1xL13rVPDnx6yHNFOYvdc6dp4ESQbKi/19K77hv2rTJdtmA7mHincCtk5d7/Ag++',
	'PxA+8YdOcWZCpz/5xomLA5reHp4gAA0YVu7w==',
];
