/*
 * Makes the clips that the simulated provider answers with, one a shape: `node scripts/samples.mjs` (needs ffmpeg). They are
 * kept in the repository, so nobody needs ffmpeg to run the sandbox.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../sandbox/cometapi/media/', import.meta.url));

/** The landscape clip, a sunset at sea, was there before; these two have its colours. */
const clips = [
	{ file: 'sample-portrait.mp4', size: '360x640', seed: 7 },
	{ file: 'sample-square.mp4', size: '480x480', seed: 11 },
];

for (const { file, size, seed } of clips) {
	const picture = `gradients=s=${size}:r=24:d=4:n=4:seed=${seed}:speed=0.03:c0=0x1b2a49:c1=0xe07a3f:c2=0xf2c14e:c3=0x5b2a66`;
	const sound = 'sine=frequency=220:duration=4';
	const inputs = ['-f', 'lavfi', '-i', picture, '-f', 'lavfi', '-i', sound];
	const video = ['-c:v', 'libx264', '-profile:v', 'high', '-pix_fmt', 'yuv420p', '-crf', '30', '-preset', 'veryslow'];
	const audio = ['-af', 'volume=0.05', '-c:a', 'aac', '-b:a', '48k'];
	const output = ['-movflags', '+faststart', '-map_metadata', '-1', '-shortest', '-y', folder + file];
	execFileSync('ffmpeg', ['-v', 'error', ...inputs, ...video, ...audio, ...output], { stdio: 'inherit' });
}
