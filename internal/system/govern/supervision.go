package govern

import (
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/engine/procedure"
)

// Supervision is what a matter of supervision (督办件) holds.
type Supervision struct {
	Kind      string `json:"kind" title:"被督办对象|Who is supervised" enum:"area=地区|Area;department=行业部门|Department;unit=单位|Unit"`
	Name      string `json:"name" title:"被督办单位|Name" list:"1"`
	Source    string `json:"source" title:"督办来源|Source" enum:"inspection=督查组检查|Inspection group;rectification=隐患整改|Rectification;round=巡查发现|Round;incident=险情事故|Incident;meeting=周调度|Weekly meeting;talk=约谈承诺未兑现|Talk;leader=领导批示|Instruction;check=四方核查|Four-party check"`
	Group     string `json:"group,omitempty" title:"督查组|Inspection group"`
	Related   string `json:"related,omitempty" title:"关联案件编号|Case it belongs to"`
	Matter    string `json:"matter" title:"督办事项|Matter" max:"500" list:"1"`
	Demand    string `json:"demand" title:"督办要求|What is demanded" max:"2000" format:"text"`
	Measures  string `json:"measures,omitempty" title:"要求落实的措施|Measures wanted" max:"2000" format:"text"`
	Listed    bool   `json:"listed,omitempty" title:"挂牌督办|Listed"`
	Due       string `json:"due" title:"办结期限|Due" format:"date" list:"1"`
	Person    string `json:"person,omitempty" title:"具体负责人|Who sees to it"`
	Phone     string `json:"phone,omitempty" title:"联系电话|Telephone" format:"phone" private:"1"`
	Plan      string `json:"plan,omitempty" title:"办理方案|Plan" max:"2000" format:"text"`
	Progress  string `json:"progress,omitempty" title:"最新进展|Progress" max:"2000" format:"text"`
	Steps     int    `json:"steps,omitempty" title:"进展反馈次数|Reports on the way"`
	Result    string `json:"result,omitempty" title:"办理结果|Result" max:"2000" format:"text"`
	Returned  int    `json:"returned,omitempty" title:"退回次数|Sent back"`
	Extended  bool   `json:"extended,omitempty" title:"已延期|Extended"`
	Asked     string `json:"asked,omitempty" title:"申请延期至|Delay asked until" format:"date"`
	IssuedOn  string `json:"issued_on,omitempty" title:"下达日期|Issued on" format:"date"`
	Number    string `json:"number,omitempty" title:"督办函文号|Number of the letter"`
	Overdue   bool   `json:"overdue,omitempty" title:"曾经逾期|Was overdue"`
	Raised    int    `json:"raised,omitempty" title:"提级次数|Raised"`
	Order     string `json:"order,omitempty" title:"提级批示|Instruction from above" max:"1000" format:"text"`
	Published bool   `json:"published,omitempty" title:"已公布挂牌|Listing published"`
	Delisted  bool   `json:"delisted,omitempty" title:"已摘牌|Delisted"`
	Ended     bool   `json:"ended,omitempty" title:"已公布摘牌|End of listing published"`
	Outcome   string `json:"outcome,omitempty" title:"结论|Outcome"`
}

// supervisionForm begins a matter of supervision.
type supervisionForm struct {
	Area     string `json:"area" title:"被督办地区（区划代码）|Area" pattern:"^[0-9]{4,20}$"`
	Kind     string `json:"kind" title:"被督办对象|Who is supervised" enum:"area=地区|Area;department=行业部门|Department;unit=单位|Unit"`
	Name     string `json:"name" title:"被督办单位|Name" max:"100"`
	Answerer string `json:"answerer,omitempty" title:"承办人（不填的按责任岗位确定）|Who answers (by the posts when empty)" format:"person"`
	Source   string `json:"source" title:"督办来源|Source" enum:"inspection=督查组检查|Inspection group;rectification=隐患整改|Rectification;round=巡查发现|Round;incident=险情事故|Incident;meeting=周调度|Weekly meeting;talk=约谈承诺未兑现|Talk;leader=领导批示|Instruction;check=四方核查|Four-party check"`
	Group    string `json:"group,omitempty" title:"督查组|Inspection group" max:"50"`
	Related  string `json:"related,omitempty" title:"关联案件编号|Case it belongs to" max:"64"`
	Matter   string `json:"matter" title:"督办事项|Matter" max:"200"`
	Demand   string `json:"demand" title:"督办要求|What is demanded" max:"2000" format:"text"`
	Measures string `json:"measures,omitempty" title:"要求落实的措施|Measures wanted" max:"2000" format:"text"`
	Listed   bool   `json:"listed,omitempty" title:"挂牌督办|Listed"`
	Due      string `json:"due" title:"办结期限|Due" format:"date"`
}

// Validate wants to know which group inspected.
func (f *supervisionForm) Validate() error {
	if f.Source == "inspection" && f.Group == "" {
		return fail.Invalid("govern.group", "来源为督查组检查的，写明是哪个督查组", "name the inspection group").At("group")
	}
	return nil
}

// NewCase makes the case.
func (f *supervisionForm) NewCase(identity.Subject) procedure.NewCase {
	return procedure.NewCase{
		Title: supervisionTitle(f.Listed, f.Name, f.Matter), Area: f.Area, Root: f.Related, Assignee: f.Answerer, Department: "grid",
		Data: Supervision{Kind: f.Kind, Name: f.Name, Source: f.Source, Group: f.Group, Related: f.Related, Matter: f.Matter, Demand: f.Demand, Measures: f.Measures, Listed: f.Listed, Due: f.Due},
	}
}

func supervisionTitle(listed bool, name, matter string) string {
	if listed {
		return "挂牌督办：" + name + "　" + matter
	}
	return "督办：" + name + "　" + matter
}
