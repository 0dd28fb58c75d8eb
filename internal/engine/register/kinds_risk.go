package register

import (
	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
)

func riskKinds() []Kind {
	return []Kind{
		{Name: "hazard-source", Title: lang.T("重大危险源", "Major hazard source"), Attrs: HazardSource{}, Above: "enterprise", Theme: RiskSource, KeyField: KeyChemicals, Style: Style{Glyph: "危", Colour: "#ff4d4f", MinZoom: 7}},
		{Name: "tank", Title: lang.T("储罐与装置", "Tank or unit"), Attrs: Tank{}, Above: "hazard-source", Theme: RiskSource, KeyField: KeyChemicals, Style: Style{Glyph: "罐", Colour: "#ff9f2e", MinZoom: 12}},
		{Name: "process-unit", Title: lang.T("危险化工工艺装置", "Unit with a hazardous process"), Attrs: ProcessUnit{}, Above: "enterprise", Theme: RiskSource, KeyField: KeyChemicals, Style: Style{Glyph: "艺", Colour: "#fa541c", MinZoom: 11}},
		{Name: "chemical-site", Title: lang.T("危险化学品场所", "Site with hazardous chemicals"), Attrs: ChemicalSite{}, Above: "enterprise", Theme: RiskSource, KeyField: KeyChemicals, Style: Style{Glyph: "化", Colour: "#ff7875", MinZoom: 10}},
		{Name: "chemical-park", Title: lang.T("化工园区", "Chemical park"), Attrs: ChemicalPark{}, Theme: RiskSource, KeyField: KeyChemicals, Shape: Polygon, Style: Style{Glyph: "园", Colour: "#d4380d", MinZoom: 6}},
		{Name: "geological-hazard", Title: lang.T("地质灾害隐患点", "Place of geological hazard"), Attrs: GeologicalHazard{}, Theme: RiskSource, Shape: Polygon, Style: Style{Glyph: "地", Colour: "#ad6800", MinZoom: 9}},
	}
}

// HazardSource is a major hazard installation of hazardous chemicals (GB 18218-2018). Element.Parent is its enterprise.
type HazardSource struct {
	Unit      string     `json:"unit" title:"单元类型|Type of unit" enum:"production=生产单元|Production unit;storage=储存单元|Storage unit" list:"1" filter:"1"`
	Level     int        `json:"level" title:"级别|Level" min:"1" max:"4" list:"1" filter:"1"`
	S         float64    `json:"s" title:"辨识指标 S|Identification index S" min:"0"`
	R         float64    `json:"r" title:"分级指标 R|Grading index R" min:"0" list:"1" filter:"1"`
	Exposed   int        `json:"persons_exposed" title:"厂界外 500 m 可能暴露人数|Persons exposed within 500 m" unit:"人" min:"0" filter:"1"`
	Chemicals []Chemical `json:"chemicals" title:"危险化学品|Chemicals"`
	RecordNo  string     `json:"record_no,omitempty" title:"备案编号|Record number" search:"code"`
	Recorded  string     `json:"recorded,omitempty" title:"备案日期|Recorded on" format:"date"`
	Review    string     `json:"review,omitempty" title:"下次评估日期|Next assessment" format:"date" from:"recorded" filter:"1"`
	Person    string     `json:"person,omitempty" title:"技术负责人|Technical lead" private:"1"`
	Phone     string     `json:"phone,omitempty" title:"联系电话|Telephone" format:"phone" private:"1"`
	Main      string     `json:"main_person,omitempty" title:"主要负责人（包保）|Person answering in chief" private:"1"`
	Operator  string     `json:"operator,omitempty" title:"操作负责人（包保）|Person answering for operation" private:"1"`
}

// Chemical is one hazardous chemical present, with the largest quantity of the design. Class is needed where table 1 of
// GB 18218 does not name it or table 3 gives it no β.
type Chemical struct {
	Name     string      `json:"name" title:"名称|Name"`
	CAS      string      `json:"cas,omitempty" title:"CAS 号|CAS number" pattern:"^[0-9]{2,7}-[0-9]{2}-[0-9]$"`
	Class    HazardClass `json:"class,omitempty" title:"危险性类别|Class of hazard"`
	Quantity float64     `json:"quantity" title:"设计最大量|Largest quantity of the design" unit:"t" min:"0"`
	Critical float64     `json:"critical" title:"临界量|Critical quantity" unit:"t" min:"0"`
}

// Validate wants at least one chemical.
func (h HazardSource) Validate() error {
	if len(h.Chemicals) == 0 {
		return fail.Invalid("register.chemicals-missing", "重大危险源须列明危险化学品", "a major hazard source names its chemicals").At("attrs.chemicals")
	}
	return nil
}

// Tank is a storage tank or a production unit inside a hazard source. Element.Parent is the hazard source.
type Tank struct {
	Form        string  `json:"form" title:"形式|Form" enum:"vertical=立式储罐|Vertical tank;horizontal=卧式储罐|Horizontal tank;sphere=球罐|Sphere;unit=生产装置|Process unit;warehouse=仓库|Warehouse" list:"1" filter:"1"`
	Medium      string  `json:"medium" title:"介质|Medium" list:"1" search:"text"`
	CAS         string  `json:"cas,omitempty" title:"CAS 号|CAS number" pattern:"^[0-9]{2,7}-[0-9]{2}-[0-9]$"`
	Volume      float64 `json:"volume" title:"容积|Volume" unit:"m³" min:"0" list:"1" filter:"1"`
	Height      float64 `json:"height,omitempty" title:"高度|Height" unit:"m" min:"0"`
	Diameter    float64 `json:"diameter,omitempty" title:"直径|Diameter" unit:"m" min:"0"`
	Pressure    float64 `json:"pressure,omitempty" title:"设计压力(表压)|Design pressure (gauge)" unit:"MPa" min:"0" filter:"1"`
	Temperature float64 `json:"temperature,omitempty" title:"设计温度|Design temperature" unit:"℃" min:"-273" max:"1500"`
	Bund        float64 `json:"bund,omitempty" title:"防火堤有效容积|Volume of the bund" unit:"m³" min:"0"`
	CutOff      bool    `json:"cut_off,omitempty" title:"设紧急切断|Has an emergency cut-off"`
	SIS         bool    `json:"sis,omitempty" title:"配备独立 SIS|Has an independent SIS"`
}

// ProcessUnit is a unit with one of the 18 supervised processes.
type ProcessUnit struct {
	Process   Process `json:"process" title:"重点监管工艺|Supervised process" list:"1" filter:"1"`
	Product   string  `json:"product" title:"产品|Product" max:"60" list:"1"`
	Capacity  float64 `json:"capacity" title:"设计产能|Capacity" unit:"t/a" min:"0" max:"100000000" list:"1"`
	Reactors  int     `json:"reactors" title:"反应器|Reactors" unit:"台" min:"1" max:"500"`
	Heat      string  `json:"heat_grade" title:"反应工艺危险度|Grade of reaction hazard" enum:"1=1 级|1;2=2 级|2;3=3 级|3;4=4 级|4;5=5 级|5" list:"1" filter:"1"`
	Control   string  `json:"control" title:"自动化控制|Control" enum:"dcs=DCS|DCS;plc=PLC|PLC;manual=人工|Manual" filter:"1"`
	SIS       bool    `json:"sis" title:"配备 SIS|Has a SIS" list:"1" filter:"1"`
	SIL       string  `json:"sil,omitempty" title:"SIL 等级|SIL" enum:"1=SIL 1|SIL 1;2=SIL 2|SIL 2;3=SIL 3|SIL 3" needed:"sis=true"`
	People    int     `json:"people" title:"现场最多人数|Most people on site" unit:"人" min:"0" max:"1000" count:"people"`
	Assessed  string  `json:"assessed,omitempty" title:"反应安全风险评估日期|Reaction hazard assessed" format:"date"`
	HAZOP     string  `json:"hazop,omitempty" title:"HAZOP 分析日期|HAZOP" format:"date" filter:"1"`
	Certified bool    `json:"certified" title:"操作人员全部持证|All operators certified" filter:"1"`
}

// ChemicalSite is a place where hazardous chemicals are made, kept, sold or used below the size of a major hazard.
type ChemicalSite struct {
	Use       string     `json:"use" title:"环节|Use" enum:"production=生产|Production;storage=储存|Storage;trade=经营|Trade;use=使用|Use;laboratory=实验室|Laboratory;waste=废弃处置|Disposal" list:"1" filter:"1"`
	Chemicals []Chemical `json:"chemicals" title:"危险化学品|Chemicals"`
	Area      float64    `json:"site_area" title:"占地面积|Area" unit:"m²" min:"0" max:"10000000" list:"1" filter:"1"`
	Toxic     bool       `json:"highly_toxic" title:"涉及剧毒化学品|Highly toxic chemicals" list:"1" filter:"1"`
	Explosive bool       `json:"explosive_precursor" title:"涉及易制爆|Explosive precursors" filter:"1"`
	Assessed  string     `json:"assessed,omitempty" title:"安全评价日期|Assessed" format:"date"`
	Next      string     `json:"next_assessment,omitempty" title:"下次评价日期|Next assessment" format:"date" from:"assessed" filter:"1"`
}

// Validate wants at least one chemical.
func (s ChemicalSite) Validate() error { return HazardSource{Chemicals: s.Chemicals}.Validate() }

// ChemicalPark is a park of chemical industry (化工园区).
type ChemicalPark struct {
	Risk        string  `json:"grade" title:"整体安全风险等级|Grade of risk of the whole" enum:"a=A 级（高）|A (high);b=B 级（较高）|B (rather high);c=C 级（一般）|C (middle);d=D 级（较低）|D (rather low)" list:"1" filter:"1"`
	Size        float64 `json:"size" title:"规划面积|Planned area" unit:"km²" min:"0" max:"500" list:"1" filter:"1"`
	Enterprises int     `json:"enterprises" title:"企业数|Enterprises" unit:"家" min:"0" max:"5000" list:"1"`
	Hazards     int     `json:"hazards" title:"重大危险源数|Major hazard sources" unit:"个" min:"0" max:"5000"`
	Closed      bool    `json:"closed" title:"封闭化管理|Closed to the public" filter:"1"`
	FireStation bool    `json:"fire_station" title:"园区消防站|Has a fire station"`
	Assessed    string  `json:"assessed,omitempty" title:"整体评价日期|Assessed as a whole" format:"date" filter:"1"`
}

// GeologicalHazard is a place where ground may move (地质灾害隐患点).
type GeologicalHazard struct {
	Type    string `json:"type" title:"灾种|Type" enum:"collapse=崩塌|Rockfall;landslide=滑坡|Landslide;debris=泥石流|Debris flow;subsidence=地面塌陷|Subsidence;crack=地裂缝|Ground cracks" list:"1" filter:"1"`
	Size    string `json:"size" title:"规模|Size" enum:"giant=特大型|Giant;large=大型|Large;medium=中型|Middle;small=小型|Small" list:"1" filter:"1"`
	Danger  string `json:"danger" title:"险情等级|Danger" enum:"1=特大型|1;2=大型|2;3=中型|3;4=小型|4" filter:"1"`
	Houses  int    `json:"houses" title:"威胁户数|Houses threatened" unit:"户" min:"0" max:"100000"`
	People  int    `json:"people" title:"威胁人数|People threatened" unit:"人" min:"0" max:"1000000" from:"houses" list:"1" filter:"1" count:"people"`
	Watcher string `json:"watcher" title:"监测员|Watcher" private:"1" list:"1"`
	Phone   string `json:"phone" title:"联系电话|Telephone" format:"phone" private:"1"`
	Signal  string `json:"signal" title:"预警信号|Warning signal" enum:"gong=鸣锣|Gong;horn=哨子喇叭|Whistle, horn;siren=警报器|Siren;phone=电话微信|Telephone"`
	Route   string `json:"route,omitempty" title:"撤离路线|Way out" format:"text"`
}
