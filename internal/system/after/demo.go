package after

import (
	"context"
	"fmt"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/exact"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/plan"
	"anlan/internal/engine/register"
)

// demoStory is a past incident of the demo. All of them are invented; each stands in the case base as demo.
type demoStory struct {
	title, kind, level, summary, worked, problems, lessons string
	weather                                                []string
	days, minutes, forces, met, missed                     int
	deaths, serious, evacuated                             float64
	yuan                                                   int64
}

var demoStories = []demoStory{
	{
		"某冷库液氨管道泄漏", "accident", "IV", "冷库制冷机房液氨管道法兰泄漏，下风向 300 米内有居民。", "先疏散下风向居民再进入机房关阀；雾状水稀释与堵漏同时进行。", "首批队伍未带氨气检测仪，警戒范围按经验划定，晚了 12 分钟。", "涉氨企业险情首批力量必须带检测仪；警戒先大后小。",
		[]string{"night", "cold"},
		412, 185, 4, 9, 2, 0, 1, 320, 186_400,
	},
	{
		"某化工厂苯储罐区着火", "accident", "III", "苯储罐区装卸臂处着火，邻近三个储罐受热辐射。", "冷却邻罐先于灭火；泡沫由两个区就近储备库同时调运。", "泡沫原液调运晚到 25 分钟，储备库无人值守。", "储罐火灾预案应写明泡沫由两处同时调运；储备库夜间要有值守。",
		[]string{"wind"},
		655, 430, 11, 14, 4, 0, 2, 560, 1_824_000,
	},
	{
		"某立交下穿通道积水被困", "natural", "IV", "短时强降雨，下穿通道积水 1.1 米，三辆车被困。", "交警先封路，排水抽排与救援分两端同时进行。", "水位监测报警后 18 分钟才封路，期间又有两车驶入。", "下穿通道水位到 0.3 米先封路再核实。",
		[]string{"rain"},
		128, 95, 3, 6, 1, 0, 0, 9, 42_300,
	},
	{
		"某小区燃气管道第三方破坏泄漏", "accident", "IV", "施工挖断中压燃气管，未起火，疏散两栋楼。", "燃气公司 9 分钟关阀；疏散与断电同时下令。", "施工单位先自行堵漏，晚报 15 分钟。", "开挖许可现场必须公示燃气抢修电话；发现泄漏先报后处。",
		nil, 203, 150, 4, 8, 1, 0, 0, 640, 98_500,
	},
	{
		"某高层住宅电缆井火灾", "accident", "IV", "十八层住宅电缆井起火，浓烟沿井道上升。", "内攻与逐层搜索分组，微信群通知住户闭门待援，减少了盲目下楼。", "消防控制室值班员不会手动启动排烟。", "高层检查应含控制室操作演示；预案写明“闭门待援”用语。",
		[]string{"night"},
		331, 120, 6, 11, 2, 0, 3, 210, 231_000,
	},
	{
		"某林区森林火灾", "natural", "III", "坟地引燃林缘，风力五级，过火 12 公顷。", "无人机先行侦察火头，直接决定了隔离带位置。", "增援队伍集结点与取水点相距过远。", "林火预案集结点应与取水点同址或相距不超过 2 公里。",
		[]string{"wind"},
		588, 760, 14, 17, 5, 0, 0, 85, 967_000,
	},
	{
		"某河段漫堤险情", "natural", "III", "持续强降雨，河道水位超警戒 0.8 米，一处堤顶渗水。", "预置的编织袋和排水泵在两小时内到位；夜间转移按楼栋清单逐户核对。", "两个社区的转移清单未更新，16 人未在册。", "汛前核对转移清单；独居老人由网格员逐户登记。",
		[]string{"rain", "night"},
		466, 1560, 12, 22, 3, 0, 0, 1240, 2_340_000,
	},
	{
		"某商场中庭装饰着火", "accident", "IV", "商场中庭装饰布起火，自动喷淋动作。", "商场自行疏散 1100 人用时 6 分钟，与平时演练一致。", "两处安全出口被临时展台占用。", "大型活动展台审批须附疏散图。",
		nil, 275, 60, 3, 7, 0, 0, 0, 1100, 65_200,
	},
	{
		"某高速公路液氯槽车侧翻", "accident", "III", "液氯槽车雨天侧翻，阀门轻微泄漏。", "按风向分三区管控，专家视频指导关阀。", "上下游收费站封闭指令晚 20 分钟。", "危化品运输事故首个指令应是双向封路；收费站联系方式列入预案。",
		[]string{"rain"},
		702, 390, 9, 13, 3, 0, 1, 430, 1_106_000,
	},
	{
		"某供热管网爆管", "accident", "IV", "主干热网爆管，气温零下 16 度，停暖 3 万户。", "抢修与临时安置同时启动，重点户先送电暖器。", "停供通知晚于爆管 50 分钟，热线被打满。", "大面积停供先发通知再查原因。",
		[]string{"cold", "night"},
		349, 980, 7, 12, 3, 0, 0, 260, 1_580_000,
	},
	{
		"某工地基坑坍塌", "accident", "III", "基坑支护失稳，两人被埋。", "支护专家 40 分钟到场，先加固后挖掘，没有二次坍塌。", "现场人数三次清点不一致。", "施工现场实名制门禁数据应能即时调取。",
		[]string{"rain"},
		521, 640, 8, 15, 2, 1, 1, 60, 745_000,
	},
	{
		"某厂房铝粉尘爆燃", "accident", "III", "抛光车间粉尘爆燃，局部坍塌。", "医院提前预留烧伤床位，转运路线由交警护送。", "首批队伍用直流水枪扬起积尘，引发二次爆燃风险。", "粉尘场所用雾状水；首批力量出动前问清粉尘种类。",
		nil, 890, 510, 10, 12, 5, 2, 4, 75, 3_260_000,
	},
	{
		"某加油站汽油泄漏", "accident", "IV", "卸油软管脱落，汽油流入雨水井。", "环保部门同步封堵雨水口，下游井逐个检测。", "卸油时无人监护。", "卸油监护纳入“四不两直”检查要点。",
		nil, 158, 140, 4, 8, 1, 0, 0, 45, 73_800,
	},
	{
		"某学校疑似食物中毒", "health", "IV", "寄宿学校 46 名学生腹泻。", "疾控 1 小时内采样，停用自备井水。", "学校次日才报告。", "学校聚集性病例须当日报告。",
		[]string{"heat"},
		240, 2880, 3, 6, 1, 0, 0, 0, 38_600,
	},
}

// demoCopies is in how many districts each story happened.
const demoCopies = 3

// LoadDemo puts past incidents into the case base. A base that has some keeps what it has.
func (s *System) LoadDemo(ctx context.Context) error {
	var n int
	if err := s.DB.Read().NewRaw("SELECT COUNT(*) FROM after_past").Scan(ctx, &n); err != nil || n > 0 {
		return err
	}
	districts := s.Register.Areas().At(register.District)
	if len(districts) == 0 {
		return nil
	}
	err := s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		for i, d := range demoStories {
			for k := range demoCopies {
				v := districts[(i*5+k*4)%len(districts)]
				if err := s.keepPast(ctx, tx, d.past(fmt.Sprintf("demo-past-%02d-%d", i+1, k+1), v, s.Clock.Now().AddDate(0, 0, -d.days-k*97))); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("load demo case base: %w", err)
	}
	return nil
}

func (d *demoStory) past(id string, v register.Area, when time.Time) PastIncident {
	people := lang.T("人", "persons")
	said := clock.At(when.Add(time.Duration(d.minutes) * time.Minute))
	t := traitsOf(AfterIncident{Title: d.title, Type: d.kind, Summary: d.summary, Level: d.level}, d.weather)
	figure := func(key, zh, en string, n float64) AfterFigure {
		return AfterFigure{Key: key, Title: lang.T(zh, en), Unit: people, Known: true, Value: n, Organ: "演示数据", SaidAt: said}
	}
	return PastIncident{
		ID: id, Title: v.Name + d.title, Type: d.kind, Level: d.level, Event: t.Event, EventTitle: plan.EventTitle(t.Event), Substance: t.Substance, Site: t.Site, Area: v.Code, Place: v.Name,
		Weather: append([]string{}, t.Weather...), HappenedAt: clock.At(when), Minutes: d.minutes, Cost: exact.Thousandths(d.yuan) * exact.One, Forces: d.forces, Tasks: AfterScore{Met: d.met, Missed: d.missed},
		Figures: []AfterFigure{figure("deaths", "死亡", "Dead", d.deaths), figure("serious", "重伤", "Seriously injured", d.serious), figure("evacuated", "紧急转移", "Evacuated", d.evacuated)},
		Summary: d.summary, Worked: d.worked, Problems: d.problems, Lessons: d.lessons, Demo: true,
	}
}
