import { freePort } from '../../sandbox/bot/freePort.js';

const publicUrl = 'https://bot.example.com/reelay';

/** A public address, what a process on a stage needs for it, and the proxy's work of leading it to the process. */
export async function publicAddress() {
	const port = await freePort();
	return {
		publicUrl,
		env: { PUBLIC_URL: publicUrl, OPS_PORT: String(port) },
		via: (url: string): string => {
			if (!url.startsWith(`${publicUrl}/`)) throw new Error(`not below the public address: ${url}`);
			return url.replace(publicUrl, `http://127.0.0.1:${port}`);
		},
	};
}
