package plan

import (
	"anlan/internal/base/identity"
	"anlan/internal/engine/procedure"
)

// PlanFiling is what a case of the review, approval and filing of a plan holds. Plan is empty for a plan on paper.
type PlanFiling struct {
	Plan      string `json:"plan,omitempty" title:"预案编码|Plan" list:"1"`
	Version   int64  `json:"version,omitempty" title:"版本|Version"`
	Kind      string `json:"kind" title:"预案类别|Kind" list:"1" enum:"overall=总体应急预案|Overall;special=专项应急预案|Special;department=部门应急预案|Department;district=区县应急预案|District;township=乡镇（街道）应急预案|Township;community=村（社区）应急预案|Community;enterprise=企业应急预案|Enterprise;event=重大活动应急预案|Event"`
	Title     string `json:"title" title:"预案名称|Title" list:"1"`
	Unit      string `json:"unit" title:"编制单位|Unit" list:"1"`
	Opinion   string `json:"opinion,omitempty" title:"评审意见|Opinion of the review"`
	Number    string `json:"number,omitempty" title:"印发文号|Number"`
	IssuedOn  string `json:"issued_on,omitempty" title:"印发日期|Issued on" format:"date" list:"1"`
	FiledWith string `json:"filed_with,omitempty" title:"备案机关|Filed with"`
	FiledNo   string `json:"filed_number,omitempty" title:"备案编号|Filing number"`
	FiledOn   string `json:"filed_on,omitempty" title:"备案日期|Filed on" format:"date"`
	Evaluated string `json:"evaluated_on,omitempty" title:"最近评估|Evaluated on" format:"date"`
	Finding   string `json:"finding,omitempty" title:"评估结论|Finding"`
	Outcome   string `json:"outcome,omitempty" title:"结果|Outcome"`
}

// paperForm registers a plan that is not kept as data.
type paperForm struct {
	Area  string `json:"area" title:"适用区划（区划代码）|Area" pattern:"^[0-9]{4,20}$"`
	Kind  string `json:"kind" title:"预案类别|Kind" enum:"overall=总体应急预案|Overall;special=专项应急预案|Special;department=部门应急预案|Department;district=区县应急预案|District;township=乡镇（街道）应急预案|Township;community=村（社区）应急预案|Community;enterprise=企业应急预案|Enterprise;event=重大活动应急预案|Event"`
	Title string `json:"title" title:"预案名称|Title" max:"100"`
	Unit  string `json:"unit" title:"编制单位|Unit" max:"100"`
}

// NewCase makes the case.
func (f *paperForm) NewCase(identity.Subject) procedure.NewCase {
	return procedure.NewCase{Title: "预案编修：" + f.Title, Area: f.Area, Department: "plan", Data: PlanFiling{Kind: f.Kind, Title: f.Title, Unit: f.Unit}}
}

type reviewForm struct {
	Experts string `json:"experts" title:"评审人员|Reviewers" max:"300" format:"text"`
	Opinion string `json:"opinion" title:"评审意见|Opinion" max:"2000" format:"text"`
}

type whyForm struct {
	Reason string `json:"reason" title:"理由|Reason" max:"500" format:"text"`
}

type issueForm struct {
	Number string `json:"number" title:"印发文号|Number" max:"60"`
}

type fileForm struct {
	With   string `json:"filed_with" title:"备案机关|Filed with" max:"100"`
	Number string `json:"filed_number" title:"备案编号|Filing number" max:"60"`
}

type evaluateForm struct {
	Result  string `json:"result" title:"评估结论|Finding" enum:"keep=继续有效|Stands;revise=需要修订|To be revised"`
	Finding string `json:"finding" title:"评估意见|Opinion" max:"2000" format:"text"`
}
