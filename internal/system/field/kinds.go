package field

import (
	"context"

	"anlan/internal/base/lang"
	"anlan/internal/connect/narrow"
)

// Kind is one thing that can be said from the field: its fields, as the phone asks for them and the narrow form carries them;
// what it brings about; and the rule when two of them meet or one comes late.
type Kind struct {
	narrow.Form
	Effect lang.Text `json:"effect"`
	Merge  lang.Text `json:"merge"`
	// OfTask says that it is always about a task; else it may be about none.
	OfTask bool `json:"of_task"`
	take   func(s *System, ctx context.Context, t *taking) error
}

// The names of the kinds.
const (
	Status   = "status"
	Position = "position"
	PAR      = "par"
	Need     = "need"
	Report   = "report"
	Mayday   = "mayday"
	Safe     = "safe"
)

// What is said of a task. The order is the rank: of two reports the higher one holds.
const (
	saysAccepted = "accepted"
	saysDeparted = "departed"
	saysArrived  = "arrived"
	saysDone     = "done"
	saysBlocked  = "blocked"
)

// What a crew in danger says.
const (
	parIn    = "in"
	parOK    = "ok"
	parShort = "short"
	parOut   = "out"
)

func text(most int) narrow.Field {
	return narrow.Field{Name: "text", Title: lang.T("说明", "In words"), Sort: narrow.Text, Max: most}
}

func persons(required bool) narrow.Field {
	return narrow.Field{Name: "persons", Title: lang.T("人数", "Persons"), Sort: narrow.Count, Max: 500, Required: required}
}

func option(name, zh, en string) narrow.FieldChoice {
	return narrow.FieldChoice{Name: name, Title: lang.T(zh, en)}
}

// kinds declares all that can be said. A code is never given to another kind, and choices are added at the end only: older phones
// and messages on their way go by them.
func kinds() []Kind {
	kept := lang.T("全部保留，按发生时间排列", "all are kept, in the order in which they happened")
	return []Kind{
		{
			Form: narrow.Form{Code: 1, Name: Status, Title: lang.T("任务状态", "State of the task"), Fields: []narrow.Field{
				{Name: "state", Title: lang.T("状态", "State"), Sort: narrow.Choice, Required: true, Choices: []narrow.FieldChoice{
					option(saysAccepted, "已接受", "Accepted"), option(saysDeparted, "已出发", "Set out"), option(saysArrived, "已到场", "On site"), option(saysDone, "已完成", "Done"), option(saysBlocked, "受阻", "Held up"),
				}},
				text(300),
			}},
			Effect: lang.T("任务随之推进，中间未报的步骤一并补记；到场后队伍的预留自动延长，完成后解除预留和人员安全计时；人员不齐时计时继续", "the task moves on, with the steps that were not reported; on site its team is kept for longer, and once it is done let go, with its clock of safety, which runs on while somebody is missing"),
			Merge:  lang.T("先比状态先后，高者有效；再比发生时间。晚到的只补记，不倒退；互相矛盾的两条都保留并标明冲突，由值班员核对", "the higher state holds, then the time at which it happened; what comes late is noted and takes nothing back; of two that contradict each other both are kept and marked, for the duty officer to settle"),
			OfTask: true, take: (*System).takeStatus,
		},
		{
			Form:   narrow.Form{Code: 2, Name: Position, Title: lang.T("位置", "Position"), Fields: []narrow.Field{}},
			Effect: lang.T("在险情页显示人员的最新位置", "the latest place of the person is shown with the incident"), Merge: lang.T("发生时间最近的为当前位置，其余保留为轨迹", "the latest by the time at which it was true is shown, the others are kept"),
			take: (*System).takeKept,
		},
		{
			Form: narrow.Form{Code: 3, Name: PAR, Title: lang.T("人员清点", "Count of persons"), Fields: []narrow.Field{
				{Name: "say", Title: lang.T("情况", "State"), Sort: narrow.Choice, Required: true, Choices: []narrow.FieldChoice{
					option(parIn, "进入危险区", "Going in"), option(parOK, "全员安全", "All accounted for"), option(parShort, "人员不齐", "Somebody is missing"), option(parOut, "全员撤出", "All are out"),
				}},
				persons(true), text(100),
			}},
			Effect: lang.T("“进入”开始人员安全计时，“全员安全”重新计时，“全员撤出”结束计时；人员不齐立即报警并叫应", "going in starts the clock, all accounted for starts it anew, all out ends it; when somebody is missing people are called at once"),
			Merge:  lang.T("按清点的发生时间计时：早于上次清点的只保留，不改变时限；人数少于进入人数按“人员不齐”处理", "the clock runs from the time of counting: a count older than the last one is kept and changes nothing; fewer than went in is as somebody missing"),
			OfTask: true, take: (*System).takePAR,
		},
		{
			Form: narrow.Form{Code: 4, Name: Need, Title: lang.T("需求", "Need"), Fields: []narrow.Field{
				{Name: "what", Title: lang.T("需要什么", "What"), Sort: narrow.Choice, Required: true, Choices: []narrow.FieldChoice{
					option("people", "人员增援", "More people"), option("medical", "医疗救护", "Medical help"), option("gear", "装备器材", "Equipment"), option("water", "水源、灭火剂", "Water, foam"), option("power", "照明、供电", "Light, power"),
					option("food", "饮食、休整", "Food, relief"), option("evacuate", "疏散群众", "Evacuation"), option("other", "其他", "Other"),
				}},
				{Name: "amount", Title: lang.T("数量", "How many"), Sort: narrow.Count, Max: 9999},
				text(200),
			}},
			Effect: lang.T("进入险情时间线，列为待答复，直到值班员答复", "on the timeline, and open until the duty officer answers"), Merge: kept, OfTask: true, take: (*System).takeOpen,
		},
		{
			Form: narrow.Form{Code: 5, Name: Report, Title: lang.T("情况报告", "Report"), Fields: []narrow.Field{
				{Name: "trapped", Title: lang.T("被困人数", "Trapped"), Sort: narrow.Count, Max: 9999},
				{Name: "injured", Title: lang.T("受伤人数", "Injured"), Sort: narrow.Count, Max: 9999},
				{Name: "dead", Title: lang.T("死亡人数", "Dead"), Sort: narrow.Count, Max: 9999},
				{Name: "text", Title: lang.T("现场情况", "What is seen"), Sort: narrow.Text, Max: 500, Required: true},
			}},
			Effect: lang.T("进入险情时间线；伤亡数字由值班员核对后采用", "on the timeline; figures are taken over by the duty officer once checked"), Merge: kept, OfTask: true, take: (*System).takeKept,
		},
		{
			Form: narrow.Form{Code: 6, Name: Mayday, Title: lang.T("求救", "Mayday"), Fields: []narrow.Field{
				{Name: "what", Title: lang.T("险情", "What"), Sort: narrow.Choice, Required: true, Choices: []narrow.FieldChoice{
					option("help", "请求救援", "Help"), option("trapped", "被困", "Trapped"), option("injured", "受伤", "Injured"), option("lost", "迷失方向", "Lost"), option("air", "空气呼吸器告急", "Low on air"), option("collapse", "坍塌、爆燃", "Collapse, flashover"),
				}},
				persons(false), text(100),
			}},
			Effect: lang.T("立即在值班台报警，并按值班名单叫应，直到有人应答；求救人看到谁已收到", "an alarm on the desk at once; those on duty are called until somebody answers; the sender sees who has it"),
			Merge:  lang.T("同一人的求救仍在叫应时，再次求救并入同一次叫应，否则重新叫应；任何情况下不因任务状态、时间或定位问题拒收", "while its call rings another mayday of the same person joins it, and else rings anew; it is never refused because of a task, a time or a place"),
			take:   (*System).takeMayday,
		},
		{
			Form: narrow.Form{Code: 7, Name: Safe, Title: lang.T("解除求救", "Safe again"), Fields: []narrow.Field{
				{Name: "why", Title: lang.T("原因", "Why"), Sort: narrow.Choice, Required: true, Choices: []narrow.FieldChoice{option("safe", "已脱险", "Safe again"), option("slip", "误按", "Pressed by mistake")}}, text(100),
			}},
			Effect: lang.T("本人此前的求救解除，停止叫应；求救和解除都保留", "ends the person's maydays before it and their calls; both are kept"), Merge: lang.T("只解除发生在它之前的求救；晚到的解除不影响之后的求救", "it ends only maydays that happened before it"),
			take: (*System).takeSafe,
		},
	}
}
