package govern

import (
	"time"

	"anlan/internal/engine/procedure"
)

// opinionForm is an opinion and nothing else.
type opinionForm struct {
	Opinion string `json:"opinion" title:"意见|Opinion" max:"1000" format:"text"`
}

// reasonForm is a reason and nothing else.
type reasonForm struct {
	Reason string `json:"reason" title:"理由|Reason" max:"1000" format:"text"`
}

// receiveForm takes a matter and says how it will be dealt with.
type receiveForm struct {
	Person string `json:"person" title:"具体负责人|Who sees to it" max:"50"`
	Phone  string `json:"phone" title:"联系电话|Telephone" format:"phone" private:"1"`
	Plan   string `json:"plan" title:"办理方案|Plan" max:"2000" format:"text"`
}

// progressForm tells how far it is.
type progressForm struct {
	Progress string `json:"progress" title:"进展情况|Progress" max:"2000" format:"text"`
}

// reportForm reports a matter as done.
type reportForm struct {
	Result string `json:"result" title:"办理结果|Result" max:"2000" format:"text"`
}

// checkForm says whether it is.
type checkForm struct {
	Passed  bool   `json:"passed,omitempty" title:"核查通过|Passed"`
	Opinion string `json:"opinion" title:"核查意见|Opinion" max:"1000" format:"text"`
	Due     string `json:"due,omitempty" title:"退回后的办结期限|Due when sent back" format:"date"`
}

// extendForm gives more time, or asks for it.
type extendForm struct {
	Until  string `json:"until" title:"延期至|Until" format:"date"`
	Reason string `json:"reason" title:"理由|Reason" max:"1000" format:"text"`
}

// askForm asks for more time for a listed matter.
type askForm struct {
	At     string `json:"at" title:"提出时间|Asked at" format:"date-time"`
	Until  string `json:"until" title:"申请延期至|Until" format:"date"`
	Reason string `json:"reason" title:"理由和期间的安全措施|Reason, and safety meanwhile" max:"1000" format:"text"`
}

// Happened is when it was asked for.
func (f *askForm) Happened() time.Time { return procedure.Moment(f.At) }

// answerForm answers that.
type answerForm struct {
	Grant  bool   `json:"grant,omitempty" title:"同意延期|Granted"`
	Reason string `json:"reason" title:"理由|Reason" max:"1000" format:"text"`
}

// directForm is what the next level orders.
type directForm struct {
	Order string `json:"order" title:"批示|Instruction" max:"1000" format:"text"`
	Due   string `json:"due" title:"办结期限|Due" format:"date"`
}

// talkFromForm begins a talk about a matter that was not dealt with.
type talkFromForm struct {
	Person string `json:"person" title:"被约谈人（职务）|Who is talked with, by office" max:"100"`
	Reason string `json:"reason" title:"约谈事由|Reason" max:"1000" format:"text"`
}
