// Loaded into a program under test with `node --import`: on SIGUSR2 it prints what the program has used since the last time.
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

const resolution = 10;
const delays = monitorEventLoopDelay({ resolution });
let cpu = process.cpuUsage();
let since = performance.now();
delays.enable();

process.on('SIGUSR2', () => {
	const used = process.cpuUsage(cpu);
	const now = performance.now();
	// The histogram holds whole intervals; what is beyond the resolution is delay.
	const delayMs = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - resolution);
	const meter = {
		seconds: (now - since) / 1000,
		cpuMs: (used.user + used.system) / 1000,
		delayP50: delayMs(delays.percentile(50)),
		delayP99: delayMs(delays.percentile(99)),
		delayMax: delayMs(delays.max),
	};
	globalThis.gc?.();
	const { rss, heapUsed, external } = process.memoryUsage();
	console.log(JSON.stringify({ msg: 'meter', ...meter, rss, heap: heapUsed + external }));
	cpu = process.cpuUsage();
	since = performance.now();
	delays.reset();
});
