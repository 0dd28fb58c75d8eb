package patrol

import (
	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
)

// Form is what is filled in on a round of its kind.
type Form struct {
	Title lang.Text
	Zero  any
}

// forms are the forms by name.
var forms = map[string]Form{
	"round": {lang.T("网格巡查", "Round of a cell"), roundForm{}},
	"site":  {lang.T("单位走访", "Visit to a site"), siteForm{}},
	"fire":  {lang.T("消防通道检查", "Check of escape routes"), fireForm{}},
	"flood": {lang.T("雨前巡查", "Check before rain"), floodForm{}},
}

// The answers: in order, not in order, does not apply. Every form ends with a note, that must say what is wrong.

type roundForm struct {
	Streets string `json:"streets" title:"街巷通行与占道|Streets are passable" enum:"ok=正常|In order;bad=有问题|Not in order;none=不涉及|Does not apply"`
	Covers  string `json:"covers" title:"井盖、护栏、标志|Covers, rails, signs" enum:"ok=正常|In order;bad=有问题|Not in order;none=不涉及|Does not apply"`
	Gas     string `json:"gas" title:"燃气、用电异常|Gas and electricity" enum:"ok=正常|In order;bad=有问题|Not in order;none=不涉及|Does not apply"`
	Note    string `json:"note,omitempty" title:"情况说明|Note" format:"text"`
}

// Validate wants words for what is not in order.
func (f *roundForm) Validate() error { return explained(f.Note, f.Streets, f.Covers, f.Gas) }

type siteForm struct {
	Present string `json:"present" title:"负责人在岗|Somebody in charge is there" enum:"ok=是|Yes;bad=否|No"`
	Power   string `json:"power" title:"用电用气规范|Electricity and gas" enum:"ok=正常|In order;bad=有问题|Not in order;none=不涉及|Does not apply"`
	Exits   string `json:"exits" title:"出口和标志|Exits and signs" enum:"ok=正常|In order;bad=有问题|Not in order"`
	Note    string `json:"note,omitempty" title:"情况说明|Note" format:"text"`
}

// Validate wants words for what is not in order.
func (f *siteForm) Validate() error { return explained(f.Note, f.Present, f.Power, f.Exits) }

type fireForm struct {
	Routes  string `json:"routes" title:"疏散通道畅通|Escape routes are free" enum:"ok=是|Yes;bad=否|No"`
	Gear    string `json:"gear" title:"消防设施完好|Fire gear is whole" enum:"ok=是|Yes;bad=否|No"`
	Bicycle string `json:"bicycle" title:"无电动自行车进楼充电|No electric bicycles inside" enum:"ok=是|Yes;bad=否|No"`
	Note    string `json:"note,omitempty" title:"情况说明|Note" format:"text"`
}

// Validate wants words for what is not in order.
func (f *fireForm) Validate() error { return explained(f.Note, f.Routes, f.Gear, f.Bicycle) }

type floodForm struct {
	Drains string  `json:"drains" title:"排水口清通|Drains are clear" enum:"ok=是|Yes;bad=否|No"`
	Boards string  `json:"boards" title:"挡水板、沙袋到位|Boards and sandbags in place" enum:"ok=是|Yes;bad=否|No;none=不涉及|Does not apply"`
	Depth  float64 `json:"depth,omitempty" title:"现有积水深度|Water now" unit:"cm" min:"0" max:"500"`
	Told   string  `json:"told" title:"需转移人员已告知|Those to be moved were told" enum:"ok=是|Yes;bad=否|No;none=不涉及|Does not apply"`
	Note   string  `json:"note,omitempty" title:"情况说明|Note" format:"text"`
}

// Validate wants words for what is not in order.
func (f *floodForm) Validate() error { return explained(f.Note, f.Drains, f.Boards, f.Told) }

func explained(note string, answers ...string) error {
	for _, a := range answers {
		if a == "bad" && note == "" {
			return fail.Invalid("patrol.form.note", "有问题的项目请在情况说明中写明", "say in the note what is not in order").At("note")
		}
	}
	return nil
}
