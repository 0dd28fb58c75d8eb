/** The kinds of events on the map: the sign that stands in the mark, and their names. They travel as titles of layers, as the server's do. */
export const happening = {
  theme: ['正在发生', 'Happening now'],
  kinds: [
    ['alert', '预', '预警', 'Warnings'],
    ['fire', '火', '火警', 'Fire calls'],
    ['rescue', '救', '救援', 'Rescue'],
    ['police', '警', '警情', 'Police'],
    ['traffic', '交', '交通事件', 'Traffic'],
    ['grid', '网', '网格事件', 'Grid events'],
    ['hotspot', '热', '卫星热点', 'Hot spots'],
    ['tower', '瞭', '瞭望报告', 'Tower reports'],
    ['drone', '机', '无人机报告', 'Drone reports'],
    ['person', '报', '现场报告', 'Reports on foot'],
    ['other', '他', '其他平台事件', 'Other events'],
  ],
} as const;
