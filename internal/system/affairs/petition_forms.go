package affairs

import (
	"time"

	"anlan/internal/engine/procedure"
)

// repsForm is who speaks for a group.
type repsForm struct {
	Reps int `json:"reps" title:"代表人数|Representatives" min:"1"`
}

// acceptForm takes up a petition and says what it is.
type acceptForm struct {
	Kind       string `json:"kind" title:"事项类别|Kind" enum:"suggestion=建议意见类|Suggestion;accusation=检举控告类|Accusation;claim=申诉求决类|Claim"`
	Track      string `json:"track" title:"法定途径|Track of the law" enum:"none=没有其他法定途径|None;court=诉讼、复议、刑事立案等司法程序|Courts and police;arbitration=仲裁|Arbitration;administrative=许可、处罚、裁决等行政程序|Administrative procedure"`
	Department string `json:"department" title:"承办部门|Handled by"`
	Final      string `json:"final,omitempty" title:"同一事项的复核意见文号|Final opinion on the same matter"`
}

// forwardForm sends a petition to whom it belongs.
type forwardForm struct {
	To      string `json:"to" title:"受转送单位|To"`
	Request string `json:"request" title:"办理要求|What is asked" max:"1000" format:"text"`
}

// elsewhereForm tells the petitioner where to turn.
type elsewhereForm struct {
	Organ string `json:"organ" title:"有权处理的机关、单位|Competent organ"`
}

// declineForm refuses to take up what is ended.
type declineForm struct {
	Final  string `json:"final,omitempty" title:"复核意见文号|Number of the final opinion"`
	Reason string `json:"reason" title:"理由|Reason" max:"1000" format:"text"`
}

// settleForm is what the assigning organ says to an objection.
type settleForm struct {
	Agree bool   `json:"agree,omitempty" title:"同意异议|Objection accepted"`
	Reply string `json:"reply" title:"答复|Reply" max:"1000" format:"text"`
}

// trackForm leads a claim to its own track of the law.
type trackForm struct {
	Track string `json:"track" title:"法定途径|Track of the law" enum:"none=没有其他法定途径|None;court=诉讼、复议、刑事立案等司法程序|Courts and police;arbitration=仲裁|Arbitration;administrative=许可、处罚、裁决等行政程序|Administrative procedure"`
	Organ string `json:"organ" title:"受理机关|Organ"`
}

// avoidForm replaces a handler who must stay out.
type avoidForm struct {
	Next   string `json:"next" title:"接办人员|Successor" format:"person"`
	Reason string `json:"reason" title:"理由|Reason" max:"1000" format:"text"`
}

// hearForm is what the petitioner said and what was found.
type hearForm struct {
	At        string `json:"at" title:"听取陈述时间|Heard at" format:"date-time"`
	Statement string `json:"statement" title:"信访人陈述|Statement" max:"2000" format:"text" private:"1"`
	Facts     string `json:"facts" title:"调查核实情况|Findings" max:"3000" format:"text"`
}

// Happened is when the petitioner was heard.
func (f *hearForm) Happened() time.Time { return procedure.Moment(f.At) }

// replyForm answers a suggestion or an accusation.
type replyForm struct {
	Reply string `json:"reply" title:"回复内容|Reply" max:"2000" format:"text"`
}

// verdictForm is 信访处理意见.
type verdictForm struct {
	Verdict string `json:"verdict" title:"处理意见|Opinion" enum:"support=予以支持|Supported;explain=事由合理但缺乏法律依据，解释说明|Explained;reject=不予支持|Not supported"`
	Basis   string `json:"basis,omitempty" title:"法律法规依据|Law"`
	Opinion string `json:"opinion" title:"意见说明|Opinion in words" max:"2000" format:"text"`
}

// askForm asks for a review or a second one.
type askForm struct {
	At      string `json:"at" title:"提出请求时间|Asked at" format:"date-time"`
	Request string `json:"request" title:"请求|Request" max:"1500" format:"text"`
}

// Happened is when the petitioner asked.
func (f *askForm) Happened() time.Time { return procedure.Moment(f.At) }

// reviewForm is 复查意见.
type reviewForm struct {
	Result  string `json:"result" title:"复查结论|Result" enum:"uphold=维持原处理意见|Upheld;change=变更原处理意见|Changed;revoke=撤销原处理意见，责令重新处理|Revoked"`
	Facts   string `json:"facts" title:"复查查明的事实|Facts" max:"3000" format:"text"`
	Opinion string `json:"opinion" title:"复查意见|Opinion" max:"2000" format:"text"`
}

// recheckForm is 复核意见.
type recheckForm struct {
	Result  string `json:"result" title:"复核结论|Result" enum:"uphold=维持复查意见|Upheld;change=变更|Changed;revoke=撤销|Revoked"`
	Opinion string `json:"opinion" title:"复核意见|Opinion" max:"2000" format:"text"`
}

// hearingForm is a hearing that begins or ends.
type hearingForm struct {
	At   string `json:"at" title:"时间|At" format:"date-time"`
	Note string `json:"note" title:"情况|What happened" max:"2000" format:"text"`
}

// Happened is when it began or ended.
func (f *hearingForm) Happened() time.Time { return procedure.Moment(f.At) }

// rateForm is what the petitioner thinks of it.
type rateForm struct {
	Score int `json:"score" title:"满意度（1—5）|Rating" min:"1" max:"5"`
}
