package affairs

import (
	"anlan/internal/base/calendar"
	"anlan/internal/base/identity"
	"anlan/internal/engine/procedure"
)

// Disclosure is what a case of a request for information holds.
type Disclosure struct {
	Channel   string `json:"channel" title:"提交方式|Channel" enum:"person=当面提交|In person;registered=挂号信、快递等需签收的邮寄|Registered post;post=平常信函|Ordinary post;online=互联网|Online;fax=传真|Fax"`
	Arrived   string `json:"arrived" title:"到达时间|Arrived at" format:"date-time"`
	Received  string `json:"received,omitempty" title:"收到申请之日|Day of receipt" format:"date" list:"1"`
	Sort      string `json:"sort" title:"申请人类型|Kind of applicant" enum:"person=公民|Citizen;unit=法人、其他组织|Organization"`
	Applicant string `json:"applicant" title:"申请人|Applicant" private:"1"`
	Identity  string `json:"identity,omitempty" title:"身份证明号码|Identity" private:"1"`
	Phone     string `json:"phone" title:"联系电话|Telephone" format:"phone" private:"1"`
	Address   string `json:"address,omitempty" title:"通信地址|Postal address" private:"1"`
	Subject   string `json:"subject" title:"申请公开的信息|Information asked for" list:"1"`
	Content   string `json:"content" title:"特征性描述|Description" max:"2000" format:"text"`
	Manner    string `json:"manner,omitempty" title:"获取信息的方式|Manner of receiving it" enum:"paper=纸质邮寄|By post;mail=电子邮件|By e-mail;collect=当面领取|Collected"`
	Count     int    `json:"count,omitempty" title:"当月累计申请件数|Requests in this month"`
	Touches   bool   `json:"touches,omitempty" title:"涉及第三方合法权益|Touches a third party"`
	CorrectBy string `json:"correct_by,omitempty" title:"补正期限|Correct by" format:"date"`
	Third     string `json:"third,omitempty" title:"第三方意见|Third party" enum:"asked=征求中|Asked;agreed=同意公开|Agreed;objected=不同意公开|Objected;silent=逾期未提出意见|Silent"`
	ThirdName string `json:"third_name,omitempty" title:"第三方|Name of the third party" private:"1"`
	ThirdWhy  string `json:"third_why,omitempty" title:"第三方的理由|Reasons of the third party" max:"2000" format:"text"`
	Agency    string `json:"agency,omitempty" title:"其他机关意见|Other agency" enum:"asked=征求中|Asked;agreed=同意公开|Agreed;objected=不同意公开|Objected;silent=逾期未提出意见，视为同意|Silent: deemed agreed"`
	Reasoned  bool   `json:"reasoned,omitempty" title:"申请理由合理|Reasons accepted"`
	DelayTo   string `json:"delay_to,omitempty" title:"延迟答复期限|Answer delayed to" format:"date"`
	Result    string `json:"result,omitempty" title:"答复类型|Result" enum:"public=已经主动公开|Public already;give=予以公开|Given;part=部分公开|Given in part;refuse=不予公开|Refused;none=信息不存在|Does not exist;other=不属于本机关负责公开|Not ours;repeat=重复申请|Repeated;special=依特别规定办理|Special law"`
	Overruled bool   `json:"overruled,omitempty" title:"不顾第三方反对决定公开|Given against the third party"`
	Answered  string `json:"answered,omitempty" title:"答复日期|Answered on" format:"date"`
	Served    string `json:"served,omitempty" title:"送达日期|Served on" format:"date"`
}

// requestForm opens a case. The moment of a request in person, or of the signature for registered post, is when the case
// begins, also when it is registered later (Art. 31).
type requestForm struct {
	Area      string `json:"area" title:"受理机关区划代码|Area of the organ" pattern:"^[0-9]{4,20}$"`
	Channel   string `json:"channel" title:"提交方式|Channel" enum:"person=当面提交|In person;registered=挂号信、快递等需签收的邮寄|Registered post;post=平常信函|Ordinary post;online=互联网|Online;fax=传真|Fax"`
	Arrived   string `json:"arrived" title:"到达时间|Arrived at" format:"date-time"`
	Sort      string `json:"sort" title:"申请人类型|Kind of applicant" enum:"person=公民|Citizen;unit=法人、其他组织|Organization"`
	Applicant string `json:"applicant" title:"申请人|Applicant" private:"1"`
	Identity  string `json:"identity,omitempty" title:"身份证明号码|Identity" private:"1"`
	Phone     string `json:"phone" title:"联系电话|Telephone" format:"phone" private:"1"`
	Address   string `json:"address,omitempty" title:"通信地址|Postal address" private:"1"`
	Subject   string `json:"subject" title:"申请公开的信息|Information asked for" max:"200"`
	Content   string `json:"content" title:"特征性描述|Description" max:"2000" format:"text"`
	Manner    string `json:"manner,omitempty" title:"获取信息的方式|Manner of receiving it" enum:"paper=纸质邮寄|By post;mail=电子邮件|By e-mail;collect=当面领取|Collected"`
	Count     int    `json:"count,omitempty" title:"当月累计申请件数|Requests in this month" min:"0"`
	Touches   bool   `json:"touches,omitempty" title:"涉及第三方合法权益|Touches a third party"`
}

// NewCase makes the case of a request. Its title names what is asked for, never who asks.
func (f *requestForm) NewCase(identity.Subject) procedure.NewCase {
	d := Disclosure{
		Channel: f.Channel, Arrived: f.Arrived, Sort: f.Sort, Applicant: f.Applicant, Identity: f.Identity, Phone: f.Phone, Address: f.Address,
		Subject: f.Subject, Content: f.Content, Manner: f.Manner, Count: f.Count, Touches: f.Touches,
	}
	if !d.unconfirmed() {
		d.Received = calendar.DateOf(procedure.Moment(f.Arrived)).String()
	}
	return procedure.NewCase{Title: "政府信息公开申请：" + f.Subject, Area: f.Area, Department: "office", Happened: procedure.Moment(f.Arrived), Data: d}
}

// unconfirmed reports whether the day of receipt waits for a confirmation with the applicant: ordinary post, online, fax.
func (d Disclosure) unconfirmed() bool {
	return d.Received == "" && (d.Channel == "post" || d.Channel == "online" || d.Channel == "fax")
}

// gives reports whether a result hands information out.
func gives(result string) bool { return result == "give" || result == "part" }
