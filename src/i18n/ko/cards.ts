import type { Words } from '../en.js';
import { formats } from '../formats.js';

const { clock, number, percent, seconds, usd } = formats('ko');

export const cards: Words['cards'] = {
	states: {
		preparing: '요청을 준비하고 있어요',
		queued: '차례를 기다리고 있어요',
		retrying: '제공사를 기다리고 있어요',
		submitting: '요청을 보내고 있어요',
		generating: '영상을 만들고 있어요',
		late: '평소보다 오래 걸리고 있어요',
		delivering: '마무리하고 있어요',
		succeeded: '영상이 완성됐어요',
		made: '영상이 만들어졌어요',
		failed: '영상을 만들지 못했어요',
		cancelled: '취소됐어요',
		unknown: '만들어졌는지 확실하지 않아요',
		draft: '확인해 주세요',
	},
	place: ({ place }) => (place === 1 ? '바로 다음 차례예요.' : `대기 순서는 ${number(place)}번째예요.`),
	ownPlace: ({ place }) =>
		place === 1 ? '만들고 있는 내 영상 하나가 끝나면 시작돼요.' : `내 영상 ${number(place)}개가 끝나면 시작돼요.`,
	paused: '지금은 새 영상 만들기가 잠시 멈춰 있어요. 순서는 그대로이고, 다시 열리면 저절로 시작돼요.',
	preparing: '첨부한 이미지를 읽고 준비하고 있어요.',
	retrying: ({ when }) => `제공사에 요청이 몰려 있어요. ${when}에 다시 시도해요. 아직 비용은 들지 않았어요.`,
	submitting: '요청을 제공사로 보내는 중이에요.',
	began: ({ when }) => `${when}에 시작했어요.`,
	progress: ({ value }) => percent(value),
	usual: ({ fromMs, toMs }) => `이 모델은 보통 ${clock(fromMs)}~${clock(toMs)} 정도 걸려요.`,
	late: '아직 완성되지 않았어요. 몇 분마다 계속 확인하고, 완성되면 바로 올려 드릴게요.',
	leaving:
		'이 메시지는 더 이상 갱신할 수 없어요. 결과는 개인 메시지로 보내 드리고, 보낼 수 없으면 /영상목록에 보관해 둘게요.',
	leavingOpenly:
		'이 메시지는 더 이상 갱신할 수 없어요. 결과는 나중에 여기나 개인 메시지로 따로 보내 드리고, 보낼 수 없으면 아래 버튼으로 받을 수 있어요.',
	delivering: '결과가 나와서 보내 드리는 중이에요.',
	fetching: '영상은 만들어졌지만 아직 가져올 수 없어요. 필요하면 몇 시간 동안 계속 시도하고 결과를 알려 드릴게요.',
	facts: {
		seconds: ({ count }) => seconds(count),
		price: ({ value }) => `약 ${usd(value)} (예상)`,
		dearest: ({ value }) => `최대 약 ${usd(value)} (예상, 정확한 가격 정보 없음)`,
		made: ({ ms }) => `제작 시간 ${clock(ms)}`,
		private: '비공개',
		spoiler: '스포일러',
		seed: ({ seed }) => `시드 ${seed}`,
		clip: '내 영상으로',
		pictures: ({ count }) => `이미지 ${number(count)}장`,
	},
	notices: {
		ignored: ({ option, model }) => `${model} 모델에서는 ${option} 옵션을 쓰지 않아서 뺐어요.`,
		adjusted: ({ option, from, to, model }) =>
			`${option} 옵션을 바꿨어요: ${from} → ${to}. ${model} 모델에서 가장 가까운 값이에요.`,
		sunset: ({ model }) => `${model} 모델은 제공사가 곧 종료할 예정이라 조만간 쓸 수 없게 될 수 있어요.`,
		'may-outlive-token':
			'이 답변은 15분 동안만 갱신할 수 있어요. 그보다 오래 걸리면 영상을 개인 메시지로 보내거나 /영상목록에 보관해 둘게요.',
	},
	lineage: {
		again: '이전 요청을 다시 만든 영상이에요.',
		edit: '이전 요청을 수정한 영상이에요.',
		continue: '이전 영상을 이어서 만들었어요.',
		'other-model': '이전 요청을 다른 모델로 만들었어요.',
		remix: '이전 영상을 리믹스했어요.',
		reconcile: '첫 요청의 응답이 없어서 관리자가 다시 찾은 영상이에요.',
		own: '다른 멤버의 영상을 보고 만들었어요.',
		animate: '메시지에 있던 이미지로 만들었어요.',
		clip: '메시지에 있던 영상으로 만들었어요.',
	},
	forMember: ({ member }) => `${member}님께`,
	reencoded: '업로드 제한에 맞춰 용량을 줄였어요. 원본은 다운로드 버튼으로 받을 수 있어요.',
	converted: '여기에서 재생되도록 변환했어요. 원본은 다운로드 버튼으로 받을 수 있어요.',
	mayNotPlay: '이 형식의 파일은 여기에서 재생되지 않을 수 있어요. 저장한 뒤 동영상 플레이어로 열어 주세요.',
	link: '영상이 여기에 올리기에는 너무 커서 링크로 보내 드려요.',
	madeAllTheSame: '취소한 영상이지만 제공사가 끝까지 만들었어요.',
	linkOnly: '영상을 가져와 여기에 올리지 못해서 링크로 보내 드려요.',
	linkUnusable: '제공사가 보낸 결과가 여기에서 재생할 수 있는 영상이 아니라서 링크로 보내 드려요.',
	linkText: ({ url }) => `[영상 열기](${url})`,
	linkMayExpire: '링크는 시간이 지나면 열리지 않아요. 보관하려면 영상을 저장해 주세요.',
	undeliverable: {
		'too-large': '영상이 여기에 올리기에는 너무 크고, 오래 쓸 수 있는 링크도 없어요.',
		unwanted: '영상은 완성됐지만 디스코드의 필터가 여기에 올리지 못하게 했어요.',
		unreachable: '제공사가 영상을 만들었지만 가져오지 못했어요. 비용이 청구됐을 수 있어요.',
		expired: '제공사가 영상을 더 이상 보관하지 않아요. 비용이 청구됐을 수 있어요.',
		unusable: '제공사가 보낸 결과가 재생할 수 있는 영상이 아니에요. 비용이 청구됐을 수 있어요.',
	},
	cancelled: {
		unpaid: '보내기 전에 취소했어요. 비용은 들지 않았어요.',
		submitted:
			'더 이상 기다리지 않을게요. 제공사가 영상을 끝까지 만들고 비용을 청구할 수도 있어요. 완성되면 /영상목록에 보관해 둘게요.',
	},
	closed: {
		channel: '결과를 이 채널에 올렸어요.',
		direct: '결과를 개인 메시지로 보냈어요.',
		kept: '결과를 여기로 보내지 못했어요. 대신 보관해 두었어요.',
		link: ({ url }) => `끝났어요. [결과 보러 가기](${url})`,
	},
	promptHidden: '(여기에서는 프롬프트를 표시하지 않아요.)',
	rejected: '이 요청은 그대로 진행할 수 없어요. 이유는 요청한 멤버에게만 알려 드려요.',
	rejectedTitle: '이미지를 쓸 수 없어요',
	rejectedClip: '이 영상은 사용할 수 없어요',
	altHidden: '프롬프트로 만든 영상',
	thumbnail: {
		start: ({ prompt }) => `다음 프롬프트로 만드는 영상의 시작 이미지: ${prompt}`,
		startHidden: '영상의 시작 이미지',
		frame: ({ prompt }) => `다음 프롬프트로 만든 영상의 첫 장면: ${prompt}`,
		frameHidden: '영상의 첫 장면',
	},
	alt: ({ prompt }) => `다음 프롬프트로 만든 영상: ${prompt}`,
};
