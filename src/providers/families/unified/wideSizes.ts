/** The sizes that several families of the unified route share. */
export const wideSizes = [
	['16:9', '720p', '1280x720'],
	['9:16', '720p', '720x1280'],
	['16:9', '1080p', '1920x1080'],
	['9:16', '1080p', '1080x1920'],
	['1:1', '1080p', '1440x1440'],
] as const;
