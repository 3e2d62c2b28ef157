import type { Words } from '../en.js';
import { formats } from '../formats.js';

const { megabytes, number } = formats('ko');

const cannotNow =
	'지금은 이 봇으로 영상을 만들 수 없어요. 요청에는 문제가 없고, 봇 운영자만 해결할 수 있어요. 나중에 다시 요청해 주세요.';

export const failures: Words['failures'] = {
	reasons: {
		picture: ({ option }) =>
			`${option === null ? '첨부한' : `${option} 옵션의`} 이미지를 쓸 수 없어요. 다른 이미지를 첨부해서 다시 요청해 주세요.`,
		invalid: ({ option, model }) =>
			option === null
				? `${model} 모델이 이 요청을 받아들이지 않았어요. 프롬프트를 더 간단하게 쓰거나 옵션을 줄여 보세요.`
				: `${model} 모델이 ${option} 옵션을 받아들이지 않았어요. 값을 바꿔서 다시 요청해 주세요.`,
		'moderated-prompt': () => '제공사의 안전 검사에서 프롬프트가 거절됐어요. 표현을 바꿔서 다시 요청해 주세요.',
		'moderated-picture': ({ option }) =>
			`제공사의 안전 검사에서 ${option === null ? '첨부한' : `${option} 옵션의`} 이미지가 거절됐어요. 다른 이미지로 다시 요청해 주세요.`,
		moderated: () =>
			'제공사의 안전 검사에서 거절됐지만 이유는 알려 주지 않았어요. 프롬프트를 바꾸거나 다른 이미지를 써 보세요.',
		'not-allowed': ({ model }) => `${model} 모델에서는 이 요청이 허용되지 않아요. 다른 모델로 해 보세요.`,
		key: () => cannotNow,
		balance: () => cannotNow,
		model: ({ model }) => `${model} 모델을 지금은 쓸 수 없어요. 다른 모델을 골라 주세요.`,
		account: ({ model }) =>
			`${model} 모델을 쓰려면 영상 서비스 계정에 운영자만 할 수 있는 설정이 필요해요. 봇 운영자에게 알려 주세요. 그동안 다른 모델은 될 수도 있어요.`,
		'no-video': ({ model }) =>
			`${model} 모델이 작업을 마쳤다고 했지만 영상을 주지 않았어요. 대개 제공사의 필터가 결과를 막은 경우이니 프롬프트나 모델을 바꿔서 다시 요청해 보세요.`,
		provider: ({ model }) =>
			`${model} 모델이 영상을 끝까지 만들지 못했어요. 다시 요청하면 되는 경우가 많아요. 그래도 안 되면 프롬프트나 모델을 바꿔 보세요.`,
		unavailable: ({ model }) => `${model} 모델에 지금 문제가 있어요. 나중에 다시 요청하거나 다른 모델로 해 보세요.`,
		'expired-unsubmitted': () =>
			'대기 시간이 허용된 한도를 넘어서 요청을 보내지 못했어요. 잠시 뒤에 다시 요청해 주세요.',
		expired: ({ model }) =>
			`${model} 모델이 제시간에 영상을 완성하지 못했어요. 다시 요청하면 새 영상이라서 비용이 새로 들어요.`,
		'task-lost': ({ model }) =>
			`제공사에 ${model} 모델로 만들던 이 영상의 기록이 더 이상 없어요. 다시 요청하면 새 영상이라서 비용이 새로 들어요.`,
		'submission-unknown': () =>
			'요청을 보냈지만 읽을 수 있는 응답이 오지 않았어요. 영상이 만들어지고 비용이 청구됐을 수도 있어서 다시 보내지 않았어요. 비용이 두 번 들 수 있다는 점을 알고 다시 요청할 수는 있어요.',
		interrupted: () => '요청을 처리하기 전에 봇이 중단됐어요. 다시 요청해 주세요.',
		internal: () => '봇에 문제가 생겼고 하루 동안 해결되지 않았어요. 자세한 내용은 운영자가 로그에서 볼 수 있어요.',
		'piece-gone': () => '영상 가운데 하나를 더 이상 보관하고 있지 않아서 이어 붙이지 못했어요.',
		join: () => '영상을 이어 붙이지 못했어요. 원래 영상들은 그대로 있어요.',
	},
	said: ({ words }) => `제공사의 답변: "${words}"`,
	operator: {
		title: 'Reelay에 확인이 필요해요',
		key: 'CometAPI가 `COMETAPI_KEY`를 받아들이지 않아요. 키를 고치고 봇을 다시 시작할 때까지 새 영상을 만들 수 없어요.',
		balance: 'CometAPI 잔액을 모두 썼어요. 새 영상은 기다리다가 잔액이 채워지면 저절로 시작돼요.',
		unsaved:
			'저장소에 기록할 수 없어요. 디스크가 가득 찼거나 다른 프로그램이 파일을 쓰고 있을 수 있어요. 그동안 새 영상은 기다려요. 저장되지 않은 작업이 로그에 있는 동안에는 프로세스를 끝내지 마세요.',
		again: '-# 이 알림은 한 시간에 한 번만 보내요. 자세한 내용은 로그에 있어요.',
	},
	charge: {
		none: '사용 한도에는 포함되지 않아요.',
		maybe: '비용이 청구됐을 수 있어서, 확인될 때까지 사용 한도에 포함돼요.',
	},
	pictures: {
		'not-a-picture': ({ option }) =>
			`${option} 옵션의 파일은 이미지가 아니에요. JPEG, PNG, WebP, AVIF 또는 GIF 파일을 첨부해 주세요.`,
		heic: ({ option }) =>
			`${option} 옵션의 사진은 HEIC 형식이라 여기서 읽을 수 없어요. JPEG로 보내 주세요. iPhone이라면 설정 > 카메라 > 포맷에서 '높은 호환성'을 고르거나 사진을 화면 캡처해서 보내면 돼요.`,
		'too-large': ({ option, mostBytes }) =>
			`${option} 옵션의 파일이 ${megabytes(mostBytes)}보다 커요. 몇 MB면 충분하니 더 작게 저장해서 다시 첨부해 주세요.`,
		'too-many-pixels': ({ option, mostPixels, longestSide }) =>
			`${option} 옵션의 이미지가 너무 커요. 전체 ${number(mostPixels / 10_000)}만 픽셀, 한 변 ${number(longestSide)}픽셀까지 읽을 수 있으니 줄여서 다시 첨부해 주세요.`,
		'too-small': ({ option }) =>
			`${option} 옵션의 이미지가 이 모델에는 너무 작아요. 픽셀이 더 많은 이미지를 첨부해 주세요.`,
		'too-heavy': ({ option, mostWhole }) =>
			`${option} 옵션의 이미지를 읽으려면 메모리가 너무 많이 필요해요. 이 형식은 ${number(mostWhole / 10_000)}만 픽셀까지(색당 8비트가 넘으면 더 적게) 읽을 수 있어요. JPEG로 저장해서 첨부해 주세요.`,
		unsupported: ({ option, kind }) =>
			`${option} 옵션의 파일은 여기서 읽지 않는 ${kind === null ? '이미지' : kind} 형식이에요. JPEG나 PNG로 저장해서 첨부해 주세요.`,
		unreadable: ({ option }) =>
			`${option} 옵션의 이미지를 읽을 수 없어요. 파일이 손상됐을 수 있으니 JPEG나 PNG로 다시 저장해서 첨부해 주세요.`,
		gone: ({ option }) => `${option} 옵션의 이미지가 더 이상 없어요. 다시 첨부해 주세요.`,
		unreachable: ({ option }) =>
			`${option} 옵션의 이미지를 Discord에서 가져오지 못했어요. 잠시 뒤에 다시 첨부해 주세요.`,
		aspect: ({ option }) =>
			`${option} 옵션의 이미지가 이 모델에는 너무 길쭉해요. 정사각형에 가깝게 잘라서 다시 첨부해 주세요.`,
		'not-a-clip': ({ option }) => `${option} 옵션의 파일은 읽을 수 있는 영상이 아니에요. MP4 파일을 첨부해 주세요.`,
		'clip-format': ({ option, kind }) =>
			`${option} 옵션의 영상 형식은 이 모델에서 쓸 수 없어요. ${kind ?? 'MP4'} 형식으로 저장해서 첨부해 주세요.`,
		'clip-large': ({ option, kind, mostClipBytes }) =>
			`${option} 옵션의 영상이 ${megabytes(kind === null ? mostClipBytes : Number(kind) * 1_000_000)}보다 커요. 더 작거나 짧게 저장해서 다시 첨부해 주세요.`,
		'clip-cuttable': ({ option, kind }) =>
			`${option} 옵션의 영상이 이 모델에서 쓸 수 있는 ${kind ?? '?'}초보다 길어요. 앞부분만 잘라서 쓸 수 있어요.`,
		'clip-long': ({ option, kind }) =>
			`${option} 옵션의 영상이 이 모델에서 쓸 수 있는 ${kind ?? '?'}초보다 길어요. 잘라서 다시 첨부해 주세요.`,
		'clip-short': ({ option, kind }) =>
			`${option} 옵션의 영상이 이 모델에 필요한 ${kind ?? '?'}초보다 짧아요. 더 긴 영상을 첨부해 주세요.`,
		'clip-small': ({ option, kind }) =>
			`${option} 옵션의 영상이 이 모델에는 너무 작아요. 가로와 세로가 모두 ${kind ?? '?'}픽셀 이상인 영상을 첨부해 주세요.`,
		'clip-big': ({ option, kind }) =>
			`${option} 옵션의 영상이 이 모델에는 너무 커요. 한 변이 ${kind ?? '?'}픽셀을 넘지 않게 줄여서 다시 첨부해 주세요.`,
		'clip-no-address': ({ option }) =>
			`${option} 옵션의 영상을 이 모델에 전달할 수 없어요. 자르지 않은 영상을 다시 첨부하거나 다른 모델을 골라 주세요.`,
	},
	pictureUncounted: '아무것도 만들지 않았고 사용 한도에도 포함되지 않아요.',
};
