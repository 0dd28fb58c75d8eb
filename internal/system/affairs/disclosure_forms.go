package affairs

import (
	"time"

	"anlan/internal/engine/procedure"
)

// reasonForm is a reason and nothing else.
type reasonForm struct {
	Reason string `json:"reason" title:"理由|Reason" max:"2000" format:"text"`
}

// confirmForm is the confirmation of a request that came by ordinary post, online or by fax.
type confirmForm struct {
	At    string `json:"at" title:"确认时间|Confirmed at" format:"date-time"`
	How   string `json:"how" title:"确认方式|How"`
	Tried string `json:"tried,omitempty" title:"当日未能联系的记录|Why not on the same day" max:"1000" format:"text"`
}

// Happened is when both sides confirmed.
func (f *confirmForm) Happened() time.Time { return procedure.Moment(f.At) }

// correctForm is 补正告知: all at once.
type correctForm struct {
	Unclear string   `json:"unclear" title:"不明确之处|What is unclear" max:"2000" format:"text"`
	Items   []string `json:"items" title:"需要补正的内容|What to correct"`
	Due     string   `json:"due" title:"补正期限|Correct by" format:"date"`
}

// prolongForm gives more time to correct.
type prolongForm struct {
	Reason string `json:"reason" title:"正当理由|Good cause" max:"2000" format:"text"`
	Due    string `json:"due" title:"新的补正期限|New day" format:"date"`
}

// correctedForm is the corrected request.
type correctedForm struct {
	At       string `json:"at" title:"收到补正时间|Received at" format:"date-time"`
	Content  string `json:"content" title:"补正后的描述|Description" max:"2000" format:"text"`
	Identity string `json:"identity,omitempty" title:"身份证明号码|Identity" private:"1"`
	Manner   string `json:"manner,omitempty" title:"获取信息的方式|Manner of receiving it" enum:"paper=纸质邮寄|By post;mail=电子邮件|By e-mail;collect=当面领取|Collected"`
}

// Happened is when the corrected request was received.
func (f *correctedForm) Happened() time.Time { return procedure.Moment(f.At) }

// thirdForm asks a third party; At is when the letter reached it, from which its days run.
type thirdForm struct {
	Name     string `json:"name" title:"第三方|Third party" private:"1"`
	Interest string `json:"interest" title:"可能受损的权益|Interest at stake" enum:"none=没有|None;secret=商业秘密|Business secret;privacy=个人隐私|Privacy;other=其他合法权益|Other lawful interest"`
	At       string `json:"at" title:"征求意见书送达时间|Delivered at" format:"date-time"`
}

// Happened is when the letter was delivered.
func (f *thirdForm) Happened() time.Time { return procedure.Moment(f.At) }

// opinionForm is the opinion of a third party or of another agency.
type opinionForm struct {
	At    string `json:"at" title:"提出意见时间|Given at" format:"date-time"`
	Agree bool   `json:"agree,omitempty" title:"同意公开|Agrees"`
	Why   string `json:"why,omitempty" title:"不同意的理由|Reasons against" max:"2000" format:"text"`
}

// Happened is when the opinion was given.
func (f *opinionForm) Happened() time.Time { return procedure.Moment(f.At) }

// agencyForm asks an agency that made the information together with this one.
type agencyForm struct {
	Name  string `json:"name" title:"被征求意见机关|Agency"`
	Joint bool   `json:"joint,omitempty" title:"共同制作|Made together"`
	At    string `json:"at" title:"征求意见书送达时间|Delivered at" format:"date-time"`
}

// Happened is when the letter was delivered.
func (f *agencyForm) Happened() time.Time { return procedure.Moment(f.At) }

// judgeForm is what the bureau makes of the reasons for very many requests.
type judgeForm struct {
	Statement string `json:"statement" title:"申请人说明的理由|Reasons given" max:"2000" format:"text"`
	Opinion   string `json:"opinion" title:"审查意见|Opinion" max:"2000" format:"text"`
}

// delayForm sets a reasonable day for the answer.
type delayForm struct {
	Until  string `json:"until" title:"延迟至|Until" format:"date"`
	Reason string `json:"reason" title:"理由|Reason" max:"2000" format:"text"`
}

// answerForm is the answer. Which optional fields are needed follows from the result (Arts. 36, 37).
type answerForm struct {
	Result    string `json:"result" title:"答复类型|Result" enum:"public=已经主动公开|Public already;give=予以公开|Given;part=部分公开|Given in part;refuse=不予公开|Refused;none=信息不存在|Does not exist;other=不属于本机关负责公开|Not ours;repeat=重复申请|Repeated;special=依特别规定办理|Special law"`
	Answer    string `json:"answer" title:"答复内容|Answer" max:"3000" format:"text"`
	Reason    string `json:"reason,omitempty" title:"说明理由|Reasons" max:"1500" format:"text"`
	Access    string `json:"access,omitempty" title:"获取方式和途径|Where to get it"`
	Ground    string `json:"ground,omitempty" title:"不予公开的法定情形|Ground of refusal" enum:"state=国家秘密或者法律法规禁止公开|State secret;safety=危及国家安全、公共安全、经济安全、社会稳定|Safety;business=商业秘密|Business secret;privacy=个人隐私|Privacy;internal=内部事务信息|Internal;process=过程性信息|Of a process;file=行政执法案卷信息|Enforcement file"`
	Separable bool   `json:"separable,omitempty" title:"能够区分处理|Can be separated"`
	Searched  string `json:"searched,omitempty" title:"检索记录|Record of the search" max:"1000" format:"text"`
	Organ     string `json:"organ,omitempty" title:"负责公开的机关及联系方式|Competent organ"`
	Earlier   string `json:"earlier,omitempty" title:"前次答复文号|Earlier answer"`
	Special   string `json:"special,omitempty" title:"特别规定|Special law"`
	Public    string `json:"public,omitempty" title:"公共利益理由|Public interest" max:"1500" format:"text"`
	Examined  bool   `json:"examined,omitempty" title:"已经公开审查|Examined before disclosure"`
}

// divertForm is for a petition in the shape of a request.
type divertForm struct {
	Nature string `json:"nature" title:"实际诉求|What it really is" enum:"petition=信访|Petition;complaint=投诉|Complaint;report=举报|Report"`
	Track  string `json:"track" title:"可以提出的渠道|Where to turn"`
}

// serveForm is how an answer or an opinion reached the citizen.
type serveForm struct {
	At       string `json:"at" title:"送达时间|Served at" format:"date-time"`
	Method   string `json:"method" title:"送达方式|Method" enum:"direct=直接送达|Direct;post=邮寄送达|Post;electronic=电子送达|Electronic;left=留置送达|Left"`
	Receiver string `json:"receiver,omitempty" title:"签收人|Received by" private:"1"`
}

// Happened is the time of the service.
func (f *serveForm) Happened() time.Time { return procedure.Moment(f.At) }

// publishForm says why an answer is put before the public.
type publishForm struct {
	Same int `json:"same" title:"申请相同信息的申请人数|Applicants for the same" min:"0"`
}
