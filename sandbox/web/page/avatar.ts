const colours = ['#5865f2', '#3ba55d', '#eb459e', '#faa61a', '#ed4245', '#00a8fc'];

/** A round picture with the name's first letter, made here: nothing is fetched. The bot has a reel of film instead. */
export function avatar(name: string, bot = false): string {
	const colour = bot
		? '#5865f2'
		: (colours[Array.from(name, (letter) => letter.charCodeAt(0)).reduce((sum, code) => sum + code, 0) % 6] ?? '');
	return `data:image/svg+xml,${encodeURIComponent(picture(bot ? reel : initial(name), colour))}`;
}

function picture(inside: string, colour: string): string {
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" fill="${colour}"/>${inside}</svg>`;
}

function initial(name: string): string {
	const letter = Array.from(name.replace(/[<>&"']/g, ''))[0] ?? '?';
	return `<text x="20" y="27" text-anchor="middle" font-family="sans-serif" font-size="19" font-weight="600" fill="#fff">${letter}</text>`;
}

const reel = `<circle cx="20" cy="20" r="12.5" fill="#fff"/><g fill="#5865f2"><circle cx="20" cy="13" r="3"/><circle cx="20" cy="27" r="3"/>
<circle cx="13" cy="20" r="3"/><circle cx="27" cy="20" r="3"/><circle cx="20" cy="20" r="1.6"/></g>`;
