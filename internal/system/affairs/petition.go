package affairs

import (
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/engine/procedure"
)

// Petition is what a case of a petition holds.
type Petition struct {
	Source      string `json:"source" title:"来源|Source" enum:"direct=信访人直接提出|Direct;assigned=信访部门或者上级转送、交办|Assigned"`
	From        string `json:"from,omitempty" title:"转送、交办机关|Assigned by"`
	Channel     string `json:"channel" title:"信访形式|Channel" enum:"letter=书信|Letter;visit=走访|Visit;phone=电话|Phone;online=信息网络|Online"`
	Petitioner  string `json:"petitioner" title:"信访人|Petitioner" private:"1"`
	Phone       string `json:"phone,omitempty" title:"联系电话|Telephone" format:"phone" private:"1"`
	Address     string `json:"address,omitempty" title:"住址|Address" private:"1"`
	Persons     int    `json:"persons,omitempty" title:"走访人数|Visitors"`
	Reps        int    `json:"reps,omitempty" title:"代表人数|Representatives"`
	Subject     string `json:"subject" title:"信访事项|Matter" list:"1"`
	Matter      string `json:"matter" title:"请求、事实和理由|Request, facts and reasons" max:"1500" format:"text"`
	Accused     string `json:"accused,omitempty" title:"被反映的人|Who is complained of" private:"1"`
	AccusedID   string `json:"accused_id,omitempty" title:"被反映的本机关人员|Officer complained of" format:"person" private:"1"`
	AccusedUnit string `json:"accused_unit,omitempty" title:"被反映的单位|Unit complained of"`
	Kind        string `json:"kind,omitempty" title:"事项类别|Kind" list:"1" enum:"suggestion=建议意见类|Suggestion;accusation=检举控告类|Accusation;claim=申诉求决类|Claim"`
	Department  string `json:"department,omitempty" title:"承办部门|Handled by"`
	Accepted    string `json:"accepted,omitempty" title:"受理日期|Accepted on" format:"date"`
	Heard       bool   `json:"heard,omitempty" title:"已听取陈述并调查核实|Heard and verified"`
	Facts       string `json:"facts,omitempty" title:"查明的事实|Facts" max:"3000" format:"text"`
	Verdict     string `json:"verdict,omitempty" title:"处理意见|Opinion" enum:"support=予以支持|Supported;explain=事由合理但缺乏法律依据，解释说明|Explained;reject=不予支持|Not supported"`
	Asked       string `json:"asked,omitempty" title:"复查、复核请求|Request for review" max:"1500" format:"text"`
	Review      string `json:"review,omitempty" title:"复查结论|Review" enum:"uphold=维持原处理意见|Upheld;change=变更原处理意见|Changed;revoke=撤销原处理意见，责令重新处理|Revoked"`
	Hearing     bool   `json:"hearing,omitempty" title:"听证进行中|A hearing is on"`
	Recheck     string `json:"recheck,omitempty" title:"复核结论|Second review" enum:"uphold=维持复查意见|Upheld;change=变更|Changed;revoke=撤销|Revoked"`
	Outcome     string `json:"outcome,omitempty" title:"办理结果|Outcome"`
	Score       int    `json:"score,omitempty" title:"满意度（1—5）|Rating"`
}

// petitionForm opens a case. The days run from the receipt, also when it is registered later.
type petitionForm struct {
	Area        string `json:"area" title:"受理机关区划代码|Area of the organ" pattern:"^[0-9]{4,20}$"`
	Source      string `json:"source" title:"来源|Source" enum:"direct=信访人直接提出|Direct;assigned=信访部门或者上级转送、交办|Assigned"`
	From        string `json:"from,omitempty" title:"转送、交办机关|Assigned by"`
	Channel     string `json:"channel" title:"信访形式|Channel" enum:"letter=书信|Letter;visit=走访|Visit;phone=电话|Phone;online=信息网络|Online"`
	Received    string `json:"received" title:"收到时间|Received at" format:"date-time"`
	Petitioner  string `json:"petitioner" title:"信访人|Petitioner" private:"1"`
	Phone       string `json:"phone,omitempty" title:"联系电话|Telephone" format:"phone" private:"1"`
	Address     string `json:"address,omitempty" title:"住址|Address" private:"1"`
	Persons     int    `json:"persons,omitempty" title:"走访人数|Visitors" min:"0"`
	Reps        int    `json:"reps,omitempty" title:"代表人数|Representatives" min:"0"`
	Subject     string `json:"subject" title:"信访事项|Matter" max:"200"`
	Matter      string `json:"matter" title:"请求、事实和理由|Request, facts and reasons" max:"1500" format:"text"`
	Accused     string `json:"accused,omitempty" title:"被反映的人|Who is complained of" private:"1"`
	AccusedID   string `json:"accused_id,omitempty" title:"被反映的本机关人员|Officer complained of" format:"person" private:"1"`
	AccusedUnit string `json:"accused_unit,omitempty" title:"被反映的单位|Unit complained of"`
}

// Validate wants to know who assigned what was assigned.
func (f *petitionForm) Validate() error {
	if f.Source == "assigned" && f.From == "" {
		return fail.Invalid("affairs.form", "转送、交办的事项须写明转送、交办机关", "say who assigned it").At("from")
	}
	return nil
}

// NewCase makes the case of a petition. Its title names the matter, never who asks or who is complained of.
func (f *petitionForm) NewCase(identity.Subject) procedure.NewCase {
	return procedure.NewCase{
		Title: "信访事项：" + f.Subject, Area: f.Area, Department: "office", Happened: procedure.Moment(f.Received),
		Data: Petition{
			Source: f.Source, From: f.From, Channel: f.Channel, Petitioner: f.Petitioner, Phone: f.Phone, Address: f.Address, Persons: f.Persons, Reps: f.Reps,
			Subject: f.Subject, Matter: f.Matter, Accused: f.Accused, AccusedID: f.AccusedID, AccusedUnit: f.AccusedUnit,
		},
	}
}
