package report

import (
	"time"

	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/engine/procedure"
)

// openForm opens a matter by hand: for an incident of ours, or for what a district or a unit told.
type openForm struct {
	Title      string `json:"title" title:"事件名称|What happened" min:"2" max:"100"`
	Area       string `json:"area" title:"区划代码|Area" format:"area" max:"20"`
	Sort       string `json:"sort" title:"事件种类|Sort" enum:"work=生产安全事故|Work accident;traffic=道路交通事故|Traffic accident;fire=火灾事故|Fire;forest=森林火灾|Forest fire;natural=自然灾害|Natural disaster;health=公共卫生事件|Public health;social=社会安全事件|Social security"`
	HappenedAt string `json:"happened_at" title:"发生时间|Happened at" format:"date-time"`
	KnownAt    string `json:"known_at" title:"接报时间|Known at" format:"date-time"`
	Place      string `json:"place,omitempty" title:"地点|Place" max:"300"`
	Unit       string `json:"unit,omitempty" title:"事发单位|Unit" max:"300"`
	Summary    string `json:"summary,omitempty" title:"简要情况|What is known" max:"2000" format:"text"`
}

// Validate holds the two moments against each other: nothing is known before it happened.
func (f *openForm) Validate() error { return inOrder(f.HappenedAt, f.KnownAt) }

// NewCase is the matter; its clocks count from when it was known.
func (f *openForm) NewCase(identity.Subject) procedure.NewCase {
	return procedure.NewCase{Title: f.Title, Area: f.Area, Happened: procedure.Moment(f.KnownAt), Department: "duty", Data: UpwardMatter{
		Sort: f.Sort, HappenedAt: f.HappenedAt, KnownAt: f.KnownAt, Place: f.Place, Unit: f.Unit, Summary: f.Summary,
	}}
}

// amendForm mends what the matter says of the incident: its sort, its moments, its place.
type amendForm struct {
	Sort       string `json:"sort" title:"事件种类|Sort" enum:"work=生产安全事故|Work accident;traffic=道路交通事故|Traffic accident;fire=火灾事故|Fire;forest=森林火灾|Forest fire;natural=自然灾害|Natural disaster;health=公共卫生事件|Public health;social=社会安全事件|Social security"`
	HappenedAt string `json:"happened_at" title:"发生时间|Happened at" format:"date-time"`
	KnownAt    string `json:"known_at" title:"接报时间|Known at" format:"date-time"`
	Place      string `json:"place,omitempty" title:"地点|Place" max:"300"`
	Unit       string `json:"unit,omitempty" title:"事发单位|Unit" max:"300"`
	Reason     string `json:"reason" title:"更正理由|Reason" max:"500" format:"text"`
}

// Validate holds the two moments against each other.
func (f *amendForm) Validate() error { return inOrder(f.HappenedAt, f.KnownAt) }

func inOrder(happened, known string) error {
	if procedure.Moment(known).Before(procedure.Moment(happened)) {
		return fail.Invalid("report.moments", "接报时间不能早于发生时间", "it cannot be known before it happened").At("known_at")
	}
	return nil
}

// StatedFigure is one number of a statement.
type StatedFigure struct {
	Kind  string  `json:"kind" title:"指标|Figure" enum:"deaths=死亡|Dead;missing=失踪|Missing;trapped=被困|Trapped;serious=重伤|Seriously injured;minor=轻伤|Slightly injured;evacuated=紧急转移|Evacuated;loss=直接经济损失|Direct loss;forest=受害森林面积|Burnt forest"`
	Value float64 `json:"value" title:"数值|Value" min:"0" max:"100000000"`
}

// stateForm is what somebody says of casualties and loss.
type stateForm struct {
	Figures []StatedFigure `json:"figures" title:"数字|Figures"`
	Organ   string         `json:"organ" title:"来源单位|Who says so (organ)" min:"2" max:"100"`
	Person  string         `json:"person,omitempty" title:"来源人|Who says so (person)" max:"50" private:"1"`
	SaidAt  string         `json:"said_at" title:"说明时间|Said at" format:"date-time"`
	Note    string         `json:"note,omitempty" title:"说明|Note" max:"500" format:"text"`
}

// Validate refuses an empty statement, a kind twice, and parts of persons.
func (f *stateForm) Validate() error {
	if len(f.Figures) == 0 {
		return fail.Invalid("report.figures", "请填写至少一个数字", "state at least one number").At("figures")
	}
	seen := map[string]bool{}
	for _, x := range f.Figures {
		if seen[x.Kind] {
			k, _ := figureKind(x.Kind)
			return fail.Invalid("report.figure-twice", "“"+k.Title.Zh+"”填了两次", "“"+k.Title.En+"” is stated twice").At("figures")
		}
		seen[x.Kind] = true
		if err := wholePersons(x.Kind, x.Value, "figures"); err != nil {
			return err
		}
	}
	return nil
}

func wholePersons(kind string, v float64, field string) error {
	k, ok := figureKind(kind)
	if ok && k.Whole && v != float64(int64(v)) {
		return fail.Invalid("report.persons", "“"+k.Title.Zh+"”须为整数", "“"+k.Title.En+"” counts whole persons").At(field)
	}
	return nil
}

// amendFigureForm puts another number in the place of one that was wrong.
type amendFigureForm struct {
	Statement int     `json:"statement" title:"更正第几条|Statement" min:"1"`
	Value     float64 `json:"value" title:"正确数值|Right value" min:"0" max:"100000000"`
	Organ     string  `json:"organ" title:"来源单位|Who says so (organ)" min:"2" max:"100"`
	Person    string  `json:"person,omitempty" title:"来源人|Who says so (person)" max:"50" private:"1"`
	SaidAt    string  `json:"said_at" title:"说明时间|Said at" format:"date-time"`
	Reason    string  `json:"reason" title:"更正理由|Reason" max:"500" format:"text"`
}

// rateForm is the grade that the classification of the incident gave it.
type rateForm struct {
	Level string `json:"level,omitempty" title:"级别|Grade"`
	At    string `json:"at" title:"定级时间|At" format:"date-time"`
	Note  string `json:"note,omitempty" title:"说明|Note"`
}

// phoneForm is a report by telephone.
type phoneForm struct {
	At     string `json:"at" title:"通话时间|At" format:"date-time"`
	Organ  string `json:"organ" title:"接收单位|To whom" min:"2" max:"100"`
	Person string `json:"person" title:"接话人|Who answered" min:"2" max:"50" private:"1"`
	Phone  string `json:"phone,omitempty" title:"电话|Telephone" format:"phone" private:"1"`
	Text   string `json:"text" title:"报告内容|What was said" min:"5" max:"2000" format:"text"`
}

// draftForm begins a report.
type draftForm struct {
	Kind     string `json:"kind" title:"报告种类|Kind" enum:"first=初报|First report;progress=续报|Progress report;supplement=补报|Supplement;final=终报|Final report;correction=更正报告|Correction"`
	Corrects int    `json:"corrects,omitempty" title:"更正第几份报告|Corrects which report" min:"1" needed:"kind=correction"`
}

type reasonForm struct {
	Reason string `json:"reason" title:"理由|Reason" min:"2" max:"500" format:"text"`
}

// receiveForm is the receipt of the upper system.
type receiveForm struct {
	Number string `json:"number" title:"回执编号|Receipt"`
	At     string `json:"at" title:"收到时间|Received at" format:"date-time"`
	Note   string `json:"note,omitempty" title:"说明|Note"`
}

// confirmForm says that a report was told by hand, because the link was dead.
type confirmForm struct {
	How   string `json:"how" title:"报送方式|How" enum:"phone=电话口述|By telephone;fax=传真|By fax;person=专人送达|By hand;other=其他|Other"`
	At    string `json:"at" title:"报送时间|At" format:"date-time"`
	Organ string `json:"organ" title:"接收单位|To whom" min:"2" max:"100"`
	By    string `json:"by" title:"接收人|Who took it" min:"2" max:"50" private:"1"`
	Note  string `json:"note" title:"不能联网报送的原因|Why not by the network" min:"2" max:"500" format:"text"`
}

// past refuses a moment that is to come, or none.
func past(t *procedure.Turn, s, field string) error {
	m := procedure.Moment(s)
	if m.IsZero() || m.After(t.Now.Add(time.Minute)) { // the clock of whoever types may be a little ahead
		return fail.Invalid("report.future", "时间不能晚于现在", "the moment is not to come").At(field)
	}
	return nil
}
