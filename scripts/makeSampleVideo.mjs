#!/usr/bin/env node
/**
 * Draws the clip that the simulated provider delivers: a sun going down over the sea, with soft surf. Needs ffmpeg with
 * libx264 and a minute of time; run once by hand (`node scripts/makeSampleVideo.mjs`), the results are committed:
 * `sample.mp4`, and one frame of it as `sunset.jpg`, a picture to try a first frame with.
 */
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const target = fileURLToPath(new URL('../sandbox/cometapi/media/sample.mp4', import.meta.url));
const seconds = 5;
const maxBytes = 200_000;

// The picture, as one expression per colour channel: sky above the horizon, water below it, a sun that sinks.
// Expressions live in ffmpeg's own little language; ld(n) reads what st(n, …) stored.
const horizon = 'H*0.62';
const scene = [
	`st(0,H*(0.30+0.055*T))`, // height of the sun
	`st(1,hypot(X-W*0.5,Y-ld(0)))`, // distance from the sun
	`st(2,gte(Y,${horizon}))`, // 1 on the water
	`st(3,(Y-${horizon})/(H-${horizon}))`, // depth on the water, 0 to 1
	`st(4,sin(90/(ld(3)+0.12)+T*2.2+1.5*sin(X/(14+60*ld(3))+T*1.3)))`, // waves, closer together further out
	// The path of light on the water: narrow far away, wide near by.
	`st(5,ld(2)*exp(-pow((X-W*0.5)/(W*(0.05+0.16*ld(3))),2))*(0.45+0.55*ld(4)))`,
	// Hills on the horizon, left and right.
	`st(6,(1-ld(2))*gte(Y,${horizon}-H*(0.055*(1+sin(X/61))+0.035*(1+sin(X/23+1)))*pow(abs(X-W*0.5)/(W*0.5),1.5)))`,
].join(';');
const disc = `(1-ld(2))*clip(26-ld(1),0,1)`;
const glow = `(1-ld(2))*exp(-ld(1)/(W*0.17))`;
const sky = `(1-ld(2))*Y/(${horizon})`;

/** @param {{ top: number, low: number, glow: number, disc: number, sea: number, light: number, hill: number }} c */
const channel = (c) =>
	`'${scene};clip((1-ld(6))*((1-ld(2))*${c.top}+${sky}*${c.low - c.top}+${glow}*${c.glow}+${disc}*${c.disc}` +
	`+ld(2)*(${c.sea}*(1-0.45*ld(3))+9*ld(4))+ld(5)*${c.light})+ld(6)*${c.hill},0,255)'`;
const picture =
	`geq=r=${channel({ top: 48, low: 238, glow: 90, disc: 120, sea: 120, light: 150, hill: 62 })}` +
	`:g=${channel({ top: 52, low: 140, glow: 70, disc: 110, sea: 74, light: 110, hill: 40 })}` +
	`:b=${channel({ top: 110, low: 112, glow: 20, disc: 60, sea: 104, light: 40, hill: 68 })}`;

// Surf (brown noise that swells) under a quiet fifth.
const sound =
	`anoisesrc=color=brown:amplitude=0.35:duration=${seconds},lowpass=f=900,tremolo=f=0.4:d=0.8[surf];` +
	`aevalsrc='0.05*(sin(2*PI*220*t)+sin(2*PI*330*t)+0.6*sin(2*PI*440*t))*min(1,t)*min(1,${seconds}-t)':d=${seconds}[chord];` +
	`[surf][chord]amix=inputs=2:normalize=0,afade=t=in:d=0.4,afade=t=out:st=${seconds - 0.6}:d=0.6[a]`;

execFileSync(
	'ffmpeg',
	[
		...['-hide_banner', '-loglevel', 'error', '-y'],
		...['-f', 'lavfi', '-i', `color=black:size=640x360:rate=24:duration=${seconds},format=gbrp,${picture}`],
		...['-filter_complex', sound, '-map', '0:v', '-map', '[a]'],
		...['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-preset', 'veryslow', '-crf', '27', '-profile:v', 'high'],
		...['-c:a', 'aac', '-b:a', '48k', '-ac', '1', '-ar', '44100'],
		...['-movflags', '+faststart', '-map_metadata', '-1', '-fflags', '+bitexact', '-t', String(seconds), target],
	],
	{ stdio: 'inherit' },
);

const still = fileURLToPath(new URL('../sandbox/cometapi/media/sunset.jpg', import.meta.url));
const frame = ['-frames:v', '1', '-vf', 'scale=1280:720:flags=lanczos', '-q:v', '6'];
execFileSync('ffmpeg', ['-loglevel', 'error', '-y', '-ss', '2', '-i', target, ...frame, '-fflags', '+bitexact', still]);

const { size } = statSync(target);
if (size > maxBytes) throw new Error(`sample.mp4 has ${size} bytes, more than ${maxBytes}`);
console.log(`sample.mp4: ${size} bytes`);
