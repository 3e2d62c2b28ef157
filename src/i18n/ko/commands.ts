import type { Words } from '../en.js';

export const commands: Words['commands'] = {
	video: {
		name: '영상',
		description: '글과 이미지로 영상을 만들어요',
		options: {
			prompt: { name: '프롬프트', description: '영상에 담을 내용' },
			image: { name: '이미지', description: '첫 장면이 되거나 움직이게 할 이미지' },
			last_frame: { name: '마지막_장면', description: '영상이 끝날 때의 이미지' },
			reference_1: { name: '참고_1', description: '참고 이미지: 그대로 살릴 인물, 사물 또는 화풍' },
			reference_2: { name: '참고_2', description: '두 번째 참고 이미지' },
			reference_3: { name: '참고_3', description: '세 번째 참고 이미지' },
			reference_4: { name: '참고_4', description: '네 번째 참고 이미지' },
			model: { name: '모델', description: '영상을 만들 모델. /모델목록에서 각 모델이 할 수 있는 일을 볼 수 있어요' },
			duration: { name: '길이', description: '영상 길이(초)' },
			aspect: { name: '화면비', description: '가로세로 비율. 예: 16:9' },
			resolution: { name: '해상도', description: '선명도. 예: 720p' },
			negative_prompt: { name: '제외_프롬프트', description: '영상에 나오지 않았으면 하는 것' },
			seed: { name: '시드', description: '숫자. 같은 숫자를 쓰면 비슷한 영상이 다시 만들어져요' },
			private: { name: '비공개', description: '답변을 나만 볼 수 있어요' },
			spoiler: { name: '스포일러', description: '누르기 전까지 영상을 가려요' },
		},
	},
	videos: {
		name: '영상목록',
		description: '만들고 있거나 완성된 내 영상',
		options: {},
	},
	models: {
		name: '모델목록',
		description: '모델마다 할 수 있는 일과 가격',
		options: { search: { name: '검색', description: '모델 이름의 일부나 모델에 필요한 기능' } },
	},
	'video-admin': {
		name: '영상관리',
		description: '이 서버의 설정과 사용량',
		options: {
			usage: { name: '사용량', description: '최근 30일 동안 만든 영상과 쓴 금액' },
			pause: { name: '일시중지', description: '이 서버에서 새 영상을 받지 않아요' },
			resume: { name: '다시시작', description: '새 영상을 다시 받아요' },
			reconcile: { name: '작업연결', description: '응답을 받지 못한 요청에 실제로 만들어진 작업을 연결해요' },
			redeliver: { name: '재전송', description: '요청의 결과를 다시 보내요' },
			job: { name: '요청', description: '상세 정보에 나오는 요청 ID' },
			task: { name: '작업', description: '제공사의 작업 ID' },
		},
	},
	'video-privacy': {
		name: '영상개인정보',
		description: '나에 대해 보관 중인 정보와 삭제 방법',
		options: {},
	},
	'animate-image': {
		name: '이미지로 영상 만들기',
	},
};
