package govern

import (
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
)

// Commitment is what was promised in a talk.
type Commitment struct {
	Text   string `json:"text" title:"承诺事项|Commitment" max:"500"`
	Person string `json:"person,omitempty" title:"责任人|Who" max:"50"`
	Due    string `json:"due" title:"完成期限|Due" format:"date"`
	State  string `json:"state,omitempty" title:"落实情况|State" doc:"open, kept or broken"`
	Note   string `json:"note,omitempty" title:"说明|Note" max:"500"`
}

// Talk is what a case of an admonition talk (约谈) holds.
type Talk struct {
	Kind        string       `json:"kind" title:"被约谈对象|Who is talked with" enum:"area=地区|Area;department=行业部门|Department;unit=单位|Unit"`
	Name        string       `json:"name" title:"被约谈单位|Name" list:"1"`
	Person      string       `json:"person" title:"被约谈人（职务）|Who comes, by office"`
	Reason      string       `json:"reason" title:"约谈事由|Reason" list:"1" enum:"accident=发生生产安全事故|Accident;danger=重大事故隐患整改不力|Major danger not removed;overdue=督办事项逾期未办结|Supervision overdue;appraisal=考核低于合格线|Appraisal below the line;other=其他|Other"`
	Matter      string       `json:"matter" title:"主要问题|Matter" max:"2000" format:"text"`
	Related     string       `json:"related,omitempty" title:"关联案件编号|Case it belongs to"`
	At          string       `json:"at,omitempty" title:"约谈时间|At" format:"date-time" list:"1"`
	Place       string       `json:"place,omitempty" title:"约谈地点|Place"`
	Host        string       `json:"host,omitempty" title:"约谈主持人|Host"`
	Absent      int          `json:"absent,omitempty" title:"未到场次数|Did not come"`
	HeldOn      string       `json:"held_on,omitempty" title:"实施日期|Held on" format:"date"`
	Statement   string       `json:"statement,omitempty" title:"被约谈方表态|What was said" max:"3000" format:"text"`
	Commitments []Commitment `json:"commitments,omitempty" title:"承诺事项|Commitments"`
	Pressed     bool         `json:"pressed,omitempty" title:"已转督办|Became supervision"`
	Outcome     string       `json:"outcome,omitempty" title:"结论|Outcome"`
}

// last is the latest day of the commitments that are open.
func (d Talk) last() string {
	out := ""
	for _, c := range d.Commitments {
		if c.State != kept {
			out = max(out, c.Due)
		}
	}
	return out
}

var talkReasons = map[string]lang.Text{
	"accident": lang.T("发生生产安全事故", "accident"), "danger": lang.T("重大事故隐患整改不力", "major danger not removed"), "overdue": lang.T("督办事项逾期未办结", "supervision overdue"),
	"appraisal": lang.T("考核低于合格线", "appraisal below the line"), "other": lang.T("其他", "other"),
}

// talkForm decides on a talk.
type talkForm struct {
	Area    string `json:"area" title:"被约谈地区（区划代码）|Area" pattern:"^[0-9]{4,20}$"`
	Kind    string `json:"kind" title:"被约谈对象|Who is talked with" enum:"area=地区|Area;department=行业部门|Department;unit=单位|Unit"`
	Name    string `json:"name" title:"被约谈单位|Name" max:"100"`
	Person  string `json:"person" title:"被约谈人（职务）|Who comes, by office" max:"100"`
	Reason  string `json:"reason" title:"约谈事由|Reason" enum:"accident=发生生产安全事故|Accident;danger=重大事故隐患整改不力|Major danger not removed;overdue=督办事项逾期未办结|Supervision overdue;appraisal=考核低于合格线|Appraisal below the line;other=其他|Other"`
	Matter  string `json:"matter" title:"主要问题|Matter" max:"2000" format:"text"`
	Related string `json:"related,omitempty" title:"关联案件编号|Case it belongs to" max:"64"`
}

// NewCase makes the case.
func (f *talkForm) NewCase(identity.Subject) procedure.NewCase {
	return procedure.NewCase{
		Title: talkTitle(f.Name, f.Reason), Area: f.Area, Root: f.Related, Department: "grid",
		Data: Talk{Kind: f.Kind, Name: f.Name, Person: f.Person, Reason: f.Reason, Matter: f.Matter, Related: f.Related},
	}
}

func talkTitle(name, reason string) string {
	return "约谈：" + name + "（" + talkReasons[reason].Zh + "）"
}

// noticeForm says when and where.
type noticeForm struct {
	At    string `json:"at" title:"约谈时间|At" format:"date-time"`
	Place string `json:"place" title:"约谈地点|Place" max:"100"`
	Host  string `json:"host" title:"约谈主持人|Host" max:"50"`
	Bring string `json:"bring,omitempty" title:"需要准备的材料|What to bring" max:"500" format:"text"`
}

// promise is a commitment as it is made.
type promise struct {
	Text   string `json:"text" title:"承诺事项|Commitment" max:"500"`
	Person string `json:"person,omitempty" title:"责任人|Who" max:"50"`
	Due    string `json:"due" title:"完成期限|Due" format:"date"`
}

// heldForm is 约谈记录.
type heldForm struct {
	From        string    `json:"from" title:"开始时间|From" format:"date-time"`
	To          string    `json:"to" title:"结束时间|To" format:"date-time"`
	Present     string    `json:"present" title:"参加人员|Present" max:"500" format:"text"`
	Problems    string    `json:"problems" title:"指出的问题和要求|What was pointed out" max:"3000" format:"text"`
	Statement   string    `json:"statement" title:"被约谈方表态|What was said" max:"3000" format:"text"`
	Commitments []promise `json:"commitments" title:"承诺事项|Commitments"`
	Signed      bool      `json:"signed,omitempty" title:"双方已在记录上签字|Both have signed"`
	Refused     string    `json:"refused,omitempty" title:"拒绝签字的情况|Refusal to sign" max:"500"`
}

// Validate wants at least one commitment, all of them open.
func (f *heldForm) Validate() error {
	if len(f.Commitments) == 0 {
		return fail.Invalid("govern.no-commitments", "约谈应形成承诺事项", "a talk ends with commitments").At("commitments")
	}
	if procedure.Moment(f.To).Before(procedure.Moment(f.From)) {
		return fail.Invalid("govern.span", "结束时间不能早于开始时间", "it ends after it begins").At("to")
	}
	return nil
}

// Kept is what became of one commitment.
type Kept struct {
	Text  string `json:"text" title:"承诺事项|Commitment" max:"500"`
	State string `json:"state" title:"落实情况|State" enum:"kept=已兑现|Kept;broken=未兑现|Broken"`
	Note  string `json:"note,omitempty" title:"说明|Note" max:"500"`
}

// followForm checks what was promised.
type followForm struct {
	Items []Kept `json:"items" title:"逐项核查|Each commitment"`
	Due   string `json:"due,omitempty" title:"未兑现事项的新期限|New day for what was not kept" format:"date"`
}

// pressForm makes a matter of supervision of what was not kept.
type pressForm struct {
	Demand string `json:"demand" title:"督办要求|What is demanded" max:"2000" format:"text"`
	Due    string `json:"due" title:"办结期限|Due" format:"date"`
}
