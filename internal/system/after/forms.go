package after

import (
	"anlan/internal/base/fail"
)

type allClearForm struct {
	At      string `json:"at" title:"应急结束时间|All-clear at" format:"date-time"`
	Reason  string `json:"reason" title:"结束依据（威胁和危害已得到控制或者消除）|Why it is over" max:"500" format:"text"`
	Watch   string `json:"watch,omitempty" title:"继续采取的防次生措施|What goes on against what may follow" max:"500" format:"text"`
	Despite string `json:"despite,omitempty" title:"仍有人员处于危险时结束的理由|Why although people are in danger" max:"500" format:"text"`
}

type measureForm struct {
	Kind  string `json:"kind" title:"种类|Kind" enum:"road=交通管制|Road closed;area=警戒封控|Area closed;moved=转移安置|People moved;supply=停供（水电气热）|Supply cut;stop=停产停工|Production stopped;other=其他|Other"`
	Text  string `json:"text" title:"内容（路段、范围、安置点）|What and where" max:"200"`
	Count int    `json:"count,omitempty" title:"人数（处数）|How many" min:"0" max:"10000000"`
	Since string `json:"since" title:"起始时间|Since" format:"date-time"`
}

// Validate wants a number of people.
func (f *measureForm) Validate() error {
	if f.Kind == "moved" && f.Count == 0 {
		return fail.Invalid("after.measure.count", "请填写转移安置人数", "say how many people were moved").At("count")
	}
	return nil
}

type liftForm struct {
	Measure int    `json:"measure" title:"序号|Number" min:"1" max:"1000"`
	Count   int    `json:"count,omitempty" title:"本次返回人数（不填为全部解除）|How many this time (all when empty)" min:"0" max:"10000000"`
	At      string `json:"at" title:"解除时间|Lifted at" format:"date-time"`
	How     string `json:"how" title:"解除情况（经何人同意、现场状况）|By whose word, in what condition" max:"300" format:"text"`
}

type releaseForm struct {
	Bookings  []string `json:"bookings" title:"撤收的力量|Forces"`
	At        string   `json:"at" title:"撤收时间|Released at" format:"date-time"`
	Condition string   `json:"condition" title:"状况|Condition" enum:"fit=人员装备完好|Fit;tired=人员疲劳，需休整|Tired;hurt=有人员伤病|People hurt;damaged=装备受损待修|Equipment damaged"`
	Rest      bool     `json:"rest,omitempty" title:"转入休整（备勤看板）|To rest on the board of readiness"`
	ToldBy    string   `json:"told_by" title:"谁说的|Who told it" max:"50"`
	Note      string   `json:"note,omitempty" title:"说明|Note" max:"200"`
}

// Validate wants a force.
func (f *releaseForm) Validate() error {
	if len(f.Bookings) == 0 {
		return fail.Invalid("after.release.none", "请选择要撤收的力量", "choose the forces").At("bookings")
	}
	return nil
}

type costForm struct {
	Kind     string  `json:"kind" title:"费用种类|Kind" enum:"goods=物资消耗|Material;force=力量出动|Forces;service=调用社会力量和租赁|Call-off and hire;requisition=征用补偿|Requisitioned property;relief=安置救助|Relief;repair=抢修恢复|Repair;other=其他|Other"`
	Payer    string  `json:"payer" title:"承担方|Who pays" enum:"city=市级财政|City;district=区县财政|District;unit=责任单位|The unit;insurance=保险|Insurance;donation=社会捐赠|Donation;open=待定|Not settled"`
	About    string  `json:"about" title:"内容|What for" max:"200"`
	Quantity float64 `json:"quantity,omitempty" title:"数量（不填为 1）|Quantity" min:"0" max:"1000000000"`
	Unit     string  `json:"unit,omitempty" title:"单位|Unit" max:"10"`
	Price    float64 `json:"price" title:"单价（金额）|Price" unit:"元" min:"0" max:"1000000000"`
	Voucher  string  `json:"voucher,omitempty" title:"凭证号（发票、结算单）|Voucher" max:"100"`
	Spent    string  `json:"spent" title:"发生日期|Day" format:"date"`
}

type correctCostForm struct {
	Line     int     `json:"line" title:"更正第几笔|Line" min:"1" max:"100000"`
	Payer    string  `json:"payer" title:"承担方|Who pays" enum:"city=市级财政|City;district=区县财政|District;unit=责任单位|The unit;insurance=保险|Insurance;donation=社会捐赠|Donation;open=待定|Not settled"`
	Quantity float64 `json:"quantity" title:"数量|Quantity" min:"0" max:"1000000000"`
	Price    float64 `json:"price" title:"单价|Price" unit:"元" min:"0" max:"1000000000"`
	Voucher  string  `json:"voucher,omitempty" title:"凭证号|Voucher" max:"100"`
	Reason   string  `json:"reason" title:"更正理由|Reason" max:"300" format:"text"`
}

type findingForm struct {
	Kind     string `json:"kind" title:"类别|Kind" enum:"plan=预案|Plan;command=指挥协调|Command;report=信息报送|Reporting;force=力量|Forces;goods=物资装备|Material;warning=监测预警|Monitoring and warning;site=现场处置|On site;unit=责任单位|The unit;other=其他|Other"`
	Severity string `json:"severity" title:"程度|Severity" enum:"high=严重|Grave;medium=一般|Medium;low=轻微|Slight"`
	Text     string `json:"text" title:"问题|What went wrong" max:"1000" format:"text"`
	Measure  string `json:"measure" title:"整改要求|What is to be done" max:"1000" format:"text"`
	Owner    string `json:"owner" title:"责任人|Who mends it" format:"person" may:"after.finding.read"`
	Due      string `json:"due" title:"整改期限|Until" format:"date"`
	Plan     string `json:"plan,omitempty" title:"涉及预案编码（填写后向该预案提出修订建议）|Plan that must change" max:"40"`
	Item     string `json:"item,omitempty" title:"预案条目（如 tasks/T2）|Item of the plan" max:"60"`
}

type reasonForm struct {
	Reason string `json:"reason" title:"理由|Reason" max:"500" format:"text"`
}

type answerForm struct {
	Result string `json:"result" title:"整改情况|What was done" max:"2000" format:"text"`
}

type checkForm struct {
	Note string `json:"note,omitempty" title:"复核意见|Note" max:"1000" format:"text"`
}

type extendForm struct {
	Due    string `json:"due" title:"新的期限|New term" format:"date"`
	Reason string `json:"reason" title:"理由|Reason" max:"500" format:"text"`
}

type settledForm struct {
	Text string `json:"text" title:"预案修订答复|Answer of the plan" max:"500"`
}
