package resource

import (
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
)

// RequisitionProcedure is 物资调用.
const RequisitionProcedure = "resource.requisition"

// The stages of a requisition and of a correction.
const (
	asked     = "asked"
	approved  = "approved"
	underWay  = "under-way"
	arrived   = "arrived"
	settled   = "settled"
	refused   = "refused"
	withdrawn = "withdrawn"
)

var (
	keeper   = procedure.Who{Permission: keepStock}
	asker    = procedure.Who{Permission: askMaterial}
	approver = procedure.Who{Permission: allowMaterial}
)

// amountLine is an item with an amount in its own unit.
type amountLine struct {
	Item   string  `json:"item" title:"物资编码|Item" max:"32"`
	Amount float64 `json:"amount" title:"数量|Amount" min:"0"`
	Bin    string  `json:"bin,omitempty" title:"库位|Bin" max:"30"`
}

type approveForm struct {
	Lines []amountLine `json:"lines,omitempty" title:"批准数量（不填为按申请批准）|Amounts, when others than asked"`
	Note  string       `json:"note,omitempty" title:"意见|Note" max:"300" format:"text"`
}

type whyForm struct {
	Reason string `json:"reason" title:"理由|Reason" max:"300" format:"text"`
}

type issueForm struct {
	Carrier string `json:"carrier" title:"承运（车牌、驾驶员）|Carrier" max:"100"`
	Phone   string `json:"phone,omitempty" title:"承运电话|Telephone" format:"phone" private:"1"`
}

type arriveForm struct {
	Lines []amountLine `json:"lines,omitempty" title:"签收数量（不填为全部签收）|Amounts, when not all"`
	By    string       `json:"by" title:"签收人|Received by" max:"50"`
}

type backForm struct {
	Lines []amountLine `json:"lines" title:"归还入库|Back into the depot"`
}

// Validate wants a line.
func (f *backForm) Validate() error {
	if len(f.Lines) == 0 {
		return fail.Invalid("resource.requisition.no-lines", "请填写归还的物资", "say what came back").At("lines")
	}
	return nil
}

type closeForm struct {
	Loss string `json:"loss,omitempty" title:"未归还物资的去向（使用、损耗）|What became of the rest" max:"500" format:"text"`
}

// requisitionProcedure is asked, approved (held), issued (under way), arrived, brought back, settled.
func (s *System) requisitionProcedure() procedure.Definition {
	another := procedure.Guard{Name: "another", Title: lang.T("审批人不是申请人", "whoever approves did not ask"), Check: notOpener}
	return procedure.Definition{
		Name: RequisitionProcedure, Version: 1, Title: lang.T("物资调用", "Requisition of goods"), From: calendar.Day(2020, 1, 1),
		Read: readStock, Open: askMaterial, Start: asked, Data: Requisition{},
		Stages: []procedure.Stage{
			{Name: asked, Title: lang.T("待审批", "Asked"), Todo: lang.T("审批物资调用", "Approve")},
			{Name: approved, Title: lang.T("已批准待出库", "Approved"), Todo: lang.T("备货出库", "Issue the goods")},
			{Name: underWay, Title: lang.T("在途", "Under way"), Todo: lang.T("签收", "Sign for the goods")},
			{Name: arrived, Title: lang.T("已签收", "Arrived"), Todo: lang.T("归还、清点后结清", "Bring back what is left and settle")},
			{Name: settled, Title: lang.T("已结清", "Settled"), Final: true},
			{Name: refused, Title: lang.T("不同意", "Refused"), Final: true},
			{Name: withdrawn, Title: lang.T("已撤回", "Withdrawn"), Final: true},
		},
		Acts: []procedure.Act{
			{Name: "approve", Title: lang.T("批准", "Approve"), From: []string{asked}, To: approved, Who: approver, Form: approveForm{}, Guards: []procedure.Guard{another}, Do: s.approve, Tone: procedure.Next},
			{Name: "refuse", Title: lang.T("不同意", "Refuse"), From: []string{asked}, To: refused, Who: approver, Form: whyForm{}, Tone: procedure.Danger},
			{Name: "withdraw", Title: lang.T("撤回", "Withdraw"), From: []string{asked, approved}, To: withdrawn, Who: asker, Form: whyForm{}, Do: s.release, Tone: procedure.Danger},
			{Name: "issue", Title: lang.T("出库", "Issue"), From: []string{approved}, To: underWay, Who: keeper, Form: issueForm{}, Do: s.issue, Writs: []string{"issue-note"}, Tone: procedure.Next},
			{Name: "arrive", Title: lang.T("签收", "Sign for"), From: []string{underWay, arrived}, To: arrived, Who: asker, Form: arriveForm{}, Do: s.arrive, Tone: procedure.Next},
			{Name: "return", Title: lang.T("归还", "Bring back"), From: []string{underWay, arrived}, To: arrived, Who: keeper, Form: backForm{}, Do: s.bringBack, Tone: procedure.Aside},
			{Name: "settle", Title: lang.T("结清", "Settle"), From: []string{arrived}, To: settled, Who: keeper, Form: closeForm{}, Do: s.settle, Tone: procedure.Next},
		},
		Clocks: []procedure.Clock{{
			Name: "deliver", Title: lang.T("送达期限", "needed by"), Until: neededBy, Only: isNeededBy, Starts: []string{"open"}, Stops: []string{"arrive", "refuse", "withdraw", "return"},
		}},
		Writs: []procedure.Writ{{Name: "issue-note", Title: lang.T("物资出库单", "Issue note"), Code: "物出", Make: s.issueNote}},
	}
}

func isNeededBy(t *procedure.Turn) bool {
	r, err := procedure.DataOf[Requisition](t)
	return err == nil && r.NeededBy != ""
}

func neededBy(t *procedure.Turn) (time.Time, error) {
	r, err := procedure.DataOf[Requisition](t)
	return procedure.Moment(r.NeededBy), err
}
