package warn

import (
	"strings"

	"anlan/internal/base/identity"
	"anlan/internal/connect/cap"
	"anlan/internal/engine/procedure"
)

// Draft is a warning as somebody writes it: what a case of procedure warn.publication carries, and its form. Areas are
// codes; Polygon is a GeoJSON Polygon or MultiPolygon as text, drawn by hand, and empty when the areas say it all. Hours and
// Value are what the forecast or the observation says, by which the colour is judged.
type Draft struct {
	Event       string   `json:"event" title:"预警类型|Event" pattern:"^1[1-4][A-Z][0-9]{2}$" source:"warn/events" list:"1"`
	Colour      string   `json:"colour" title:"预警级别|Colour" enum:"red=红色（I级/特别严重）|Red (I);orange=橙色（II级/严重）|Orange (II);yellow=黄色（III级/较重）|Yellow (III);blue=蓝色（IV级/一般）|Blue (IV)" list:"1" filter:"1"`
	Status      string   `json:"status" title:"性质|Nature" enum:"Actual=实际预警|Actual;Exercise=演练|Exercise;Test=测试|Test"`
	Headline    string   `json:"headline" title:"标题|Headline" max:"100" list:"1"`
	Description string   `json:"description" title:"预警内容|What is expected" format:"text" max:"2000"`
	Instruction string   `json:"instruction" title:"防御指南|What to do" format:"text" max:"2000"`
	Onset       string   `json:"onset,omitempty" title:"预计发生时间|Onset" format:"date-time"`
	Expires     string   `json:"expires" title:"失效时间|Expires" format:"date-time" list:"1"`
	Areas       []string `json:"areas" title:"影响区域|Areas" max:"20"`
	Polygon     string   `json:"polygon,omitempty" title:"手绘范围（GeoJSON）|Drawn area (GeoJSON)" format:"text" max:"100000"`
	Hours       int      `json:"hours,omitempty" title:"时效（小时）|Within or for (hours)" unit:"h" min:"1" max:"240"`
	Value       float64  `json:"value,omitempty" title:"预报或实况数值|Value expected or measured" min:"-60" max:"10000"`
	Deviation   string   `json:"deviation,omitempty" title:"与标准不一致的理由|Why it deviates from the criteria" format:"text" max:"500"`
	Channels    []string `json:"channels,omitempty" title:"发布渠道（不选为全部）|Channels (none for all)" enum:"board=预警发布屏|Boards;siren=应急广播|Loudspeakers;sms=短信|SMS;voice=语音电话|Voice;push=手机推送|Push;mail=邮件|Mail;webhook=系统对接|Webhook"`
	Sender      string   `json:"sender,omitempty" title:"发布单位|Issued by" max:"50"`
	Source      string   `json:"source,omitempty" title:"来源|Comes from" max:"200"`
}

// Publication is what a case carries: the text that is being worked on, the text that stands (none or one), and what went out.
type Publication struct {
	Draft    []Draft   `json:"draft" title:"文稿|Text"`
	Out      []Draft   `json:"out,omitempty" title:"生效文稿|Text that stands"`
	Versions []Version `json:"versions,omitempty" title:"已发布版本|Versions that went out"`
}

// draft is the text that is being worked on.
func (p *Publication) draft() Draft {
	if len(p.Draft) == 0 {
		return Draft{}
	}
	return p.Draft[0]
}

// out is the text that stands.
func (p *Publication) out() Draft {
	if len(p.Out) == 0 {
		return Draft{}
	}
	return p.Out[0]
}

// Version is one message that went out: N counts from 1; Warning is its row, Job what brings it to its receivers.
type Version struct {
	N          int    `json:"n" title:"序号|Number"`
	MsgType    string `json:"msg_type" title:"报文类型|Message" enum:"Alert=发布|Alert;Update=更新|Update;Cancel=解除|Cancel"`
	Warning    string `json:"warning" title:"预警编号|Warning"`
	Job        string `json:"job" title:"发布任务|Job"`
	Identifier string `json:"identifier" title:"报文标识|Identifier"`
	Sent       string `json:"sent" title:"发布时间|Sent" format:"date-time"`
	Colour     string `json:"colour" title:"级别|Colour" enum:"red=红色|Red;orange=橙色|Orange;yellow=黄色|Yellow;blue=蓝色|Blue"`
	Headline   string `json:"headline" title:"标题|Headline"`
}

// NewCase says what the new case is.
func (d *Draft) NewCase(identity.Subject) procedure.NewCase {
	return procedure.NewCase{Title: d.title(), Area: common(d.Areas), Data: Publication{Draft: []Draft{*d}}}
}

func (d *Draft) title() string {
	if h := strings.TrimSpace(d.Headline); h != "" {
		return h
	}
	return cap.EventName(d.Event) + cap.Colour(d.Colour).Word() + "预警"
}

type reasonForm struct {
	Reason string `json:"reason" title:"理由|Reason" format:"text" max:"500"`
}

// endForm cancels a warning or says that the danger is over.
type endForm struct {
	How    string `json:"how" title:"方式|How" enum:"clear=解除（险情已过）|All-clear;cancel=撤销（发布有误）|Cancelled as issued in error"`
	Reason string `json:"reason" title:"说明|Why" format:"text" max:"300"`
	Tell   bool   `json:"tell,omitempty" title:"逐一告知已发送对象|Tell everybody who was told of it"`
}
