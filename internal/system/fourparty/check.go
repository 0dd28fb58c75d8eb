package fourparty

import (
	"slices"

	"anlan/internal/base/calendar"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
)

// CheckProcedure is 四方核查: one unit of a programme, from the scoring to the end of what was found.
const CheckProcedure = "fourparty.check"

// The stages of a check.
const (
	Marking   = "marking"
	Comparing = "comparing"
	Following = "following"
	Closed    = "closed"
	Cancelled = "cancelled"
)

// Check is what a case of a check holds. It holds no mark before all four parties have handed in.
type Check struct {
	Programme   string     `json:"programme" title:"核查方案编号|Programme"`
	Title       string     `json:"title" title:"核查方案|Title of the programme" list:"1"`
	Unit        string     `json:"unit" title:"核查对象编号|Unit"`
	Kind        string     `json:"kind" title:"对象类型|Kind of unit" enum:"area=地区|Area;department=部门|Department;enterprise=企业|Enterprise;site=场所|Site"`
	Name        string     `json:"name" title:"核查对象|Name" list:"1"`
	Tolerance   int        `json:"tolerance" title:"允许差异|Tolerance" unit:"%"`
	Compared    []Compared `json:"compared,omitempty" title:"逐项比对|Items"`
	Score       int        `json:"score,omitempty" title:"得分（千分之一分）|Score in thousandths"`
	Vetoed      bool       `json:"vetoed,omitempty" title:"一票否决|Vetoed"`
	SettledOn   string     `json:"settled_on,omitempty" title:"认定完成日期|Settled on" format:"date"`
	Follow      string     `json:"follow,omitempty" title:"整改或督办案件编号|Case that follows"`
	CancelledOn string     `json:"cancelled_on,omitempty" title:"中止日期|Called off on" format:"date"`
}

// open is how many differences wait.
func (d *Check) open() int {
	n := 0
	for _, c := range d.Compared {
		if c.open() {
			n++
		}
	}
	return n
}

// settleForm settles one difference.
type settleForm struct {
	Item   string `json:"item" title:"核查内容编号|Number of the item" max:"20"`
	Count  int    `json:"count,omitempty" title:"认定次数（无则为 0）|Times (0 for none)" min:"0" max:"100"`
	None   bool   `json:"none,omitempty" title:"不涉及|Does not apply"`
	Reason string `json:"reason" title:"认定理由|Reason" max:"500" format:"text"`
}

// cancelForm calls a check off.
type cancelForm struct {
	Reason string `json:"reason" title:"中止原因|Reason" max:"500" format:"text"`
}

func (s *System) checkProcedure() procedure.Definition {
	settler := procedure.Who{Permission: settleChecks}
	ways := []string{Comparing, Following, Closed}
	return procedure.Definition{
		Name: CheckProcedure, Version: 1, Title: lang.T("四方核查", "Four-party check"), From: calendar.Day(2020, 1, 1),
		Read: readChecks, Open: manageProgrammes, Start: Marking, Data: Check{}, Page: "/fourparty/units/{id}",
		Stages: []procedure.Stage{
			{Name: Marking, Title: lang.T("四方打分", "Parties score")},
			{Name: Comparing, Title: lang.T("认定差异", "Differences"), Todo: lang.T("逐项认定差异", "Settle the differences")},
			{Name: Following, Title: lang.T("整改中", "Rectification"), Todo: lang.T("整改办结后销号", "Close when the findings are dealt with")},
			{Name: Closed, Title: lang.T("已办结", "Closed"), Final: true},
			{Name: Cancelled, Title: lang.T("已中止", "Called off"), Final: true},
		},
		Acts: []procedure.Act{
			{
				Name: "compare", Title: lang.T("比对四方打分", "Compare"), From: []string{Marking}, Branch: leads, Ways: ways, Who: settler, Do: s.compared, Tone: procedure.Aside,
				Guards: []procedure.Guard{{Name: "all-in", Title: lang.T("四方均已提交", "all four parties have handed in"), Check: s.allHandedIn}},
			},
			{
				Name: "settle", Title: lang.T("认定一项差异", "Settle a difference"), From: []string{Comparing}, Branch: leads, Ways: ways, Who: settler, Form: settleForm{}, Do: s.settled, Tone: procedure.Next,
				Guards: []procedure.Guard{
					{Name: "apart", Title: lang.T("认定人没有参加打分", "not by who scored"), Check: s.notAParty},
					{Name: "waits", Title: lang.T("该项差异尚未认定", "the difference waits"), Check: differenceOpen},
				},
			},
			{
				Name: "close", Title: lang.T("销号办结", "Close"), From: []string{Following}, To: Closed, Who: settler, Tone: procedure.Next,
				Guards: []procedure.Guard{{Name: "done", Title: lang.T("整改、督办案件已办结", "what follows is closed"), Check: followClosed}},
			},
			{Name: "cancel", Title: lang.T("中止核查", "Call off"), From: []string{Marking, Comparing}, To: Cancelled, Who: settler, Form: cancelForm{}, Do: s.calledOff, Tone: procedure.Danger},
		},
	}
}

// leads is where a check goes from what it holds.
func leads(t *procedure.Turn) string {
	d, err := procedure.DataOf[Check](t)
	switch {
	case err != nil || d.open() > 0:
		return Comparing
	case d.Follow != "":
		return Following
	}
	return Closed
}

// find is the item of a number.
func (d *Check) find(no string) *Compared {
	i := slices.IndexFunc(d.Compared, func(c Compared) bool { return c.No == no })
	if i < 0 {
		return nil
	}
	return &d.Compared[i]
}
