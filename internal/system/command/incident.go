package command

import (
	"anlan/internal/base/fail"
	"anlan/internal/engine/procedure"
)

// Incident is what a case of procedure command.incident carries. Type and level are separate from a warning's colour
// and a response level (《突发事件应对法》 第三条, 第六十三条, 第七十一条). Level is empty until it has been classified.
type Incident struct {
	Type      string  `json:"type" title:"类别|Type" enum:"natural=自然灾害|Natural disaster;accident=事故灾难|Accident;health=公共卫生事件|Public health;social=社会安全事件|Social security"`
	Level     string  `json:"level,omitempty" title:"级别|Level" enum:"I=特别重大（Ⅰ级）|Extraordinary (I);II=重大（Ⅱ级）|Major (II);III=较大（Ⅲ级）|Larger (III);IV=一般（Ⅳ级）|General (IV)"`
	Lon       float64 `json:"lon" title:"经度|Longitude" min:"-180" max:"180"`
	Lat       float64 `json:"lat" title:"纬度|Latitude" min:"-90" max:"90"`
	Address   string  `json:"address,omitempty" title:"地点|Place"`
	Summary   string  `json:"summary,omitempty" title:"简要情况|What is known" format:"text"`
	Source    string  `json:"source" title:"来源|Source" enum:"alarm=监测报警|Alarm;phone=电话接报|Telephone;report=下级报告|Report;other=其他|Other"`
	Reporter  string  `json:"reporter,omitempty" title:"报告人|Reported by" private:"1"`
	Phone     string  `json:"phone,omitempty" title:"联系电话|Telephone" format:"phone" private:"1"`
	Alarm     string  `json:"alarm,omitempty" title:"报警编号|Alarm"`
	Element   string  `json:"element,omitempty" title:"相关对象|Element"`
	MergedIn  string  `json:"merged_into,omitempty" title:"并入|Merged into"`
	Closing   string  `json:"closing,omitempty" title:"处置结果|Outcome" format:"text"`
	Deaths    int     `json:"deaths,omitempty" title:"死亡人数|Deaths" min:"0"`
	Injured   int     `json:"injured,omitempty" title:"受伤人数|Injured" min:"0"`
	Evacuated int     `json:"evacuated,omitempty" title:"转移人数|Evacuated" min:"0"`
}

// Task is what a case of procedure command.task carries.
type Task struct {
	Incident string  `json:"incident" title:"所属险情|Incident"`
	Detail   string  `json:"detail,omitempty" title:"任务内容|What to do" format:"text"`
	Team     string  `json:"team,omitempty" title:"队伍|Team"`
	TeamName string  `json:"team_name,omitempty" title:"队伍名称|Name of the team"`
	Lon      float64 `json:"lon" title:"经度|Longitude"`
	Lat      float64 `json:"lat" title:"纬度|Latitude"`
	Result   string  `json:"result,omitempty" title:"完成情况|Result" format:"text"`
}

type verifyForm struct {
	How  string `json:"how" title:"核实方式|How it was verified" enum:"phone=电话核实|By telephone;video=视频核实|By video;onsite=现场核实|On site;sensor=监测数据印证|By other sensors"`
	Note string `json:"note,omitempty" title:"核实情况|What was found" format:"text"`
}

type classifyForm struct {
	Type   string `json:"type" title:"类别|Type" enum:"natural=自然灾害|Natural disaster;accident=事故灾难|Accident;health=公共卫生事件|Public health;social=社会安全事件|Social security"`
	Level  string `json:"level" title:"级别|Level" enum:"I=特别重大（Ⅰ级）|Extraordinary (I);II=重大（Ⅱ级）|Major (II);III=较大（Ⅲ级）|Larger (III);IV=一般（Ⅳ级）|General (IV);none=不分级|Not graded"`
	Reason string `json:"reason" title:"定级依据|Reasons" format:"text"`
}

// Validate holds grade against type: social-security events are not graded by the law, the others are.
func (f *classifyForm) Validate() error {
	if (f.Type == "social") != (f.Level == "none") {
		return fail.Illegal("command.incident.grade", "社会安全事件不分级，其他三类须定级", "social security events are not graded, the other three types are").
			At("level").Under("《突发事件应对法》", "第三条")
	}
	return nil
}

type reasonForm struct {
	Reason string `json:"reason" title:"理由|Reason" format:"text"`
}

type mergeForm struct {
	Into   string `json:"into" title:"并入险情|Merge into" format:"incident"`
	Reason string `json:"reason" title:"理由|Reason" format:"text"`
}

type noteForm struct {
	Text string `json:"text" title:"记事|Note" format:"text"`
}

type closeForm struct {
	Summary   string `json:"summary" title:"处置结果|Outcome" format:"text"`
	Deaths    int    `json:"deaths" title:"死亡人数|Deaths" min:"0"`
	Injured   int    `json:"injured" title:"受伤人数|Injured" min:"0"`
	Evacuated int    `json:"evacuated" title:"转移人数|Evacuated" min:"0"`
}

type doneForm struct {
	Result string `json:"result" title:"完成情况|Result" format:"text"`
}

type progressForm struct {
	Text string `json:"text" title:"现场情况|Report from the field" format:"text"`
}

// changeIncident loads the incident of a turn, lets f change it, and saves it.
func changeIncident(t *procedure.Turn, f func(i *Incident)) error {
	var i Incident
	if err := t.Case.Load(&i); err != nil {
		return err
	}
	f(&i)
	return t.Case.Save(i)
}
