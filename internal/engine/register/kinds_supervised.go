package register

import (
	"strconv"

	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
)

func supervisedKinds() []Kind {
	return []Kind{
		{Name: "enterprise", Title: lang.T("企业", "Enterprise"), Attrs: Enterprise{}, Theme: Supervised, Style: Style{Glyph: "企", Colour: "#4aa3ff", MinZoom: 8}},
		{Name: "mine", Title: lang.T("非煤矿山", "Mine"), Attrs: Mine{}, Above: "enterprise", Theme: Supervised, Shape: Polygon, Style: Style{Glyph: "矿", Colour: "#c08a53", MinZoom: 8}},
		{Name: "tailings-pond", Title: lang.T("尾矿库", "Tailings pond"), Attrs: TailingsPond{}, Above: "enterprise", Theme: Supervised, Shape: Polygon, Style: Style{Glyph: "尾", Colour: "#b5763c", MinZoom: 8}},
		{Name: "fireworks-store", Title: lang.T("烟花爆竹经营点", "Fireworks store"), Attrs: FireworksStore{}, Above: "enterprise", Theme: Supervised, Style: Style{Glyph: "爆", Colour: "#ff5c8a", MinZoom: 10}},
		{Name: "dust-workshop", Title: lang.T("粉尘涉爆场所", "Workshop with explosive dust"), Attrs: DustWorkshop{}, Above: "enterprise", Theme: Supervised, Style: Style{Glyph: "尘", Colour: "#d4a373", MinZoom: 10}},
		{Name: "ammonia-plant", Title: lang.T("涉氨制冷场所", "Ammonia refrigeration"), Attrs: AmmoniaPlant{}, Above: "enterprise", Theme: Supervised, Style: Style{Glyph: "氨", Colour: "#5cdbd3", MinZoom: 10}},
		{Name: "smelter", Title: lang.T("金属冶炼场所", "Smelter"), Attrs: Smelter{}, Above: "enterprise", Theme: Supervised, Style: Style{Glyph: "冶", Colour: "#ff7a45", MinZoom: 10}},
		{Name: "confined-space", Title: lang.T("有限空间", "Confined space"), Attrs: ConfinedSpace{}, Above: "enterprise", Theme: Supervised, Style: Style{Glyph: "限", Colour: "#bfbfbf", MinZoom: 12}},
		{Name: "construction-site", Title: lang.T("建筑施工工地", "Construction site"), Attrs: ConstructionSite{}, Theme: Supervised, Shape: Polygon, Style: Style{Glyph: "建", Colour: "#ffc53d", MinZoom: 10}},
	}
}

// Enterprise is a production or business unit (生产经营单位).
type Enterprise struct {
	CreditCode    string        `json:"credit_code" title:"统一社会信用代码|Unified social credit code" format:"uscc" list:"1" key:"1"`
	Industry      string        `json:"industry" title:"行业(GB/T 4754)|Industry (GB/T 4754)" pattern:"^[A-T]([0-9]{2,4})?$" list:"1"`
	Sector        Sector        `json:"sector,omitempty" title:"风险评估行业领域|Sector of the risk assessment" list:"1" filter:"1"`
	Scale         string        `json:"scale" title:"规模|Size" enum:"large=大型|Large;medium=中型|Medium;small=小型|Small;micro=微型|Micro" list:"1" filter:"1"`
	State         string        `json:"state,omitempty" title:"经营状态|State" enum:"open=在营|In business;suspended=停产停业|Suspended;relocating=搬迁改造|Being moved;closed=关闭退出|Closed" filter:"1"`
	LegalPerson   string        `json:"legal_person,omitempty" title:"法定代表人|Legal representative" private:"1"`
	Phone         string        `json:"phone,omitempty" title:"联系电话|Telephone" format:"phone" private:"1"`
	SafetyManager string        `json:"safety_manager,omitempty" title:"安全管理负责人|Safety manager" private:"1"`
	SafetyPhone   string        `json:"safety_phone,omitempty" title:"安全管理负责人电话|Telephone of the safety manager" format:"phone" private:"1"`
	Employees     int           `json:"employees" title:"从业人数|Employees" unit:"人" min:"0" max:"1000000" filter:"1" count:"people"`
	SafetyStaff   int           `json:"safety_staff,omitempty" title:"专职安全管理人员|Full-time safety staff" unit:"人" min:"0" max:"10000"`
	Hazardous     bool          `json:"hazardous" title:"涉及危险化学品|Handles hazardous chemicals" list:"1" filter:"1"`
	SpecialRisks  []SpecialRisk `json:"special_risks,omitempty" title:"重点监管事项|Special risks"`
	Standard      string        `json:"standardisation,omitempty" title:"安全生产标准化等级|Grade of safety standardisation" enum:"1=一级|First;2=二级|Second;3=三级|Third;none=未达标|None" filter:"1"`
	Founded       string        `json:"founded,omitempty" title:"成立日期|Founded" format:"date" filter:"1"`
	Permits       []Permit      `json:"permits,omitempty" title:"许可证照|Permits"`
}

// Permit is one permit with its days.
type Permit struct {
	Type      PermitType `json:"type" title:"证照种类|Type"`
	No        string     `json:"no" title:"证号|Number" max:"60"`
	Authority string     `json:"authority,omitempty" title:"发证机关|Authority" max:"60"`
	Issued    string     `json:"issued" title:"发证日期|Issued" format:"date"`
	Expires   string     `json:"expires,omitempty" title:"有效期至|Valid until" format:"date" from:"issued"`
}

// Validate checks the check digits of the credit code (GB 32100-2015), and that no permit stands twice.
func (e Enterprise) Validate() error {
	if !ValidCreditCode(e.CreditCode) {
		return fail.Invalid("register.credit-code", "统一社会信用代码校验位不符", "the check digit of the unified social credit code is wrong").At("attrs.credit_code").Under("GB 32100-2015", "5")
	}
	seen := map[string]bool{}
	for i, p := range e.Permits {
		key := string(p.Type) + " " + p.No
		if seen[key] {
			return fail.Invalid("register.permit-twice", "同一证照重复填写", "a permit stands twice").At("attrs.permits." + strconv.Itoa(i) + ".no")
		}
		seen[key] = true
	}
	return nil
}

// Mine is a mine other than coal (非煤矿山).
type Mine struct {
	Method   string  `json:"method" title:"开采方式|Method" enum:"open=露天|Open pit;underground=地下|Underground" list:"1" filter:"1"`
	Mineral  string  `json:"mineral" title:"矿种|Mineral" max:"40" list:"1"`
	Capacity float64 `json:"capacity" title:"设计生产能力|Capacity" unit:"万t/a" min:"0" max:"100000" list:"1" filter:"1"`
	Depth    float64 `json:"depth,omitempty" title:"最大开采深度|Depth" unit:"m" min:"0" max:"3000"`
	Slope    float64 `json:"slope,omitempty" title:"最大边坡高度|Height of the slope" unit:"m" min:"0" max:"1000" needed:"method=open"`
	Below    int     `json:"underground_people,omitempty" title:"单班最多井下人数|Most people underground in a shift" unit:"人" min:"0" max:"5000" needed:"method=underground"`
	State    string  `json:"state" title:"生产状态|State" enum:"working=生产|Working;building=基建|Being built;stopped=停产|Stopped;closed=闭坑|Closed" list:"1" filter:"1"`
	Expires  string  `json:"licence_expires,omitempty" title:"安全生产许可证有效期至|Licence valid until" format:"date" filter:"1"`
}

// TailingsPond is a pond of tailings behind a dam (尾矿库, GB 39496-2020).
type TailingsPond struct {
	Class      string  `json:"class" title:"等别|Class" enum:"1=一等|1;2=二等|2;3=三等|3;4=四等|4;5=五等|5" list:"1" filter:"1"`
	DamHeight  float64 `json:"dam_height" title:"现状坝高|Height of the dam now" unit:"m" min:"0" max:"400" list:"1" filter:"1"`
	Design     float64 `json:"design_height" title:"设计总坝高|Height of the design" unit:"m" min:"0" max:"400" from:"dam_height"`
	Stored     float64 `json:"stored" title:"现状库容|Stored now" unit:"万m³" min:"0" max:"100000"`
	Volume     float64 `json:"volume" title:"设计总库容|Volume of the design" unit:"万m³" min:"0" max:"100000" from:"stored" list:"1"`
	Freeboard  float64 `json:"freeboard" title:"最小安全超高|Least freeboard" unit:"m" min:"0" max:"20"`
	Beach      float64 `json:"beach" title:"最小干滩长度|Least length of dry beach" unit:"m" min:"0" max:"2000"`
	Overhead   bool    `json:"overhead" title:"头顶库|Above dwellings" list:"1" filter:"1"`
	Downstream int     `json:"downstream_people,omitempty" title:"下游 1 km 内人数|People within 1 km downstream" unit:"人" min:"0" max:"1000000" needed:"overhead=true"`
	State      string  `json:"state" title:"运行状态|State" enum:"used=在用|In use;stopped=停用|Out of use;closing=闭库中|Being closed;closed=已闭库|Closed" filter:"1"`
}

// FireworksStore is a place where fireworks are kept or sold.
type FireworksStore struct {
	Trade    string  `json:"trade" title:"经营方式|Trade" enum:"wholesale=批发|Wholesale;retail=长期零售|Retail;seasonal=短期零售|Retail of a season" list:"1" filter:"1"`
	Limit    float64 `json:"limit" title:"核定存药量|Quantity allowed" unit:"kg" min:"0" max:"500000" list:"1" filter:"1"`
	Licence  string  `json:"licence" title:"许可证号|Licence" max:"60" search:"code"`
	From     string  `json:"valid_from" title:"有效期自|Valid from" format:"date"`
	Until    string  `json:"valid_until" title:"有效期至|Valid until" format:"date" from:"valid_from" list:"1" filter:"1"`
	Distance float64 `json:"distance" title:"与最近敏感目标距离|Distance to the nearest sensitive place" unit:"m" min:"0" max:"20000"`
	Keeper   string  `json:"keeper" title:"负责人|Keeper" private:"1"`
	Phone    string  `json:"phone" title:"联系电话|Telephone" format:"phone" private:"1"`
}

// DustWorkshop is a place with combustible dust (粉尘涉爆).
type DustWorkshop struct {
	Dust      string `json:"dust" title:"粉尘种类|Dust" enum:"aluminium=铝镁等金属粉尘|Aluminium, magnesium;wood=木粉尘|Wood;grain=粮食粉尘|Grain;feed=饲料粉尘|Feed;plastic=塑料橡胶粉尘|Plastics, rubber;textile=纺织纤维粉尘|Textile fibres;paper=纸粉尘|Paper;coal=煤粉|Coal;other=其他|Other" list:"1" filter:"1"`
	People    int    `json:"people" title:"单班作业人数|People in a shift" unit:"人" min:"0" max:"5000" list:"1" filter:"1" count:"people"`
	Collector string `json:"collector" title:"除尘方式|Dust collection" enum:"dry=干式|Dry;wet=湿式|Wet;none=无|None" list:"1" filter:"1"`
	Vent      string `json:"vent,omitempty" title:"控爆措施|Explosion control" enum:"vent=泄爆|Venting;suppress=抑爆|Suppression;isolate=隔爆|Isolation;inert=惰化|Inerting;none=无|None" needed:"collector=dry"`
	Cleaning  string `json:"cleaning" title:"清扫周期|Cleaning" enum:"shift=每班|Each shift;day=每天|Each day;week=每周|Each week;none=无制度|None"`
	Alarm     bool   `json:"alarm" title:"安装监测预警|Has monitoring" filter:"1"`
}

// AmmoniaPlant is a refrigeration plant with ammonia (涉氨制冷).
type AmmoniaPlant struct {
	Charge     float64 `json:"charge" title:"液氨充装量|Charge of ammonia" unit:"t" min:"0" max:"1000" list:"1" filter:"1"`
	Store      float64 `json:"store" title:"冷库库容|Cold store" unit:"m³" min:"0" max:"10000000" list:"1"`
	Detectors  int     `json:"detectors" title:"氨气检测器|Ammonia detectors" unit:"个" min:"0" max:"1000"`
	Interlock  bool    `json:"interlock" title:"事故通风联锁|Ventilation interlock" filter:"1"`
	Separated  bool    `json:"separated" title:"人员密集区已分隔|Kept apart from crowded rooms" list:"1" filter:"1"`
	QuickFreez bool    `json:"quick_freezer" title:"设有快速冻结装置|Has a quick freezer"`
	Inspected  string  `json:"inspected,omitempty" title:"压力管道检验日期|Pressure piping inspected" format:"date"`
	Next       string  `json:"next_inspection,omitempty" title:"下次检验日期|Next inspection" format:"date" from:"inspected" filter:"1"`
}

// Smelter is a place where metal is melted (金属冶炼).
type Smelter struct {
	Metal    string  `json:"metal" title:"金属|Metal" enum:"steel=钢铁|Steel;aluminium=铝|Aluminium;copper=铜|Copper;magnesium=镁|Magnesium;zinc=铅锌|Lead, zinc;other=其他|Other" list:"1" filter:"1"`
	Furnace  string  `json:"furnace" title:"炉型|Furnace" enum:"blast=高炉|Blast furnace;converter=转炉|Converter;arc=电弧炉|Arc furnace;induction=感应炉|Induction furnace;reverb=反射炉|Reverberatory furnace;other=其他|Other" list:"1"`
	Furnaces int     `json:"furnaces" title:"炉数|Furnaces" unit:"座" min:"1" max:"200" list:"1"`
	Largest  float64 `json:"largest" title:"最大单炉容量|Largest furnace" unit:"t" min:"0" max:"10000" filter:"1"`
	Capacity float64 `json:"capacity" title:"年产能|Capacity" unit:"万t/a" min:"0" max:"10000"`
	Hoisting bool    `json:"hoisting" title:"吊运熔融金属|Lifts molten metal" list:"1" filter:"1"`
	Gas      string  `json:"gas" title:"使用煤气|Gas" enum:"none=无|None;blast=高炉煤气|Blast furnace gas;converter=转炉煤气|Converter gas;coke=焦炉煤气|Coke oven gas;generator=发生炉煤气|Generator gas" filter:"1"`
	Holder   float64 `json:"gas_holder,omitempty" title:"煤气柜容积|Gas holder" unit:"m³" min:"0" max:"500000"`
}

// ConfinedSpace is a place where work needs a permit of its own (有限空间).
type ConfinedSpace struct {
	Type    string `json:"type" title:"类型|Type" enum:"underground=地下有限空间|Below ground;surface=地上有限空间|Above ground;equipment=密闭设备|Closed equipment" list:"1" filter:"1"`
	Use     string `json:"use" title:"名称用途|Use" max:"60" list:"1"`
	Hazard  string `json:"hazard" title:"主要危害|Hazard" enum:"toxic=中毒|Poisoning;oxygen=缺氧|Lack of oxygen;explosion=燃爆|Explosion;burial=掩埋淹溺|Burial, drowning" list:"1" filter:"1"`
	Entries int    `json:"entries" title:"年作业次数|Entries a year" unit:"次" min:"0" max:"10000"`
	Signed  bool   `json:"signed" title:"设置警示标识|Has signs" filter:"1"`
}

// ConstructionSite is a site where something is built, with its dangerous works (危大工程).
type ConstructionSite struct {
	Type      string  `json:"type" title:"工程类型|Type" enum:"housing=房屋建筑|Building;municipal=市政|Municipal;rail=轨道交通|Rail;road=公路|Road;water=水利|Water works" list:"1" filter:"1"`
	Builder   string  `json:"builder" title:"施工单位|Builder" max:"100" list:"1"`
	Owner     string  `json:"owner,omitempty" title:"建设单位|Owner" max:"100" search:"text"`
	Manager   string  `json:"manager" title:"项目经理|Project manager" private:"1"`
	Phone     string  `json:"phone" title:"联系电话|Telephone" format:"phone" private:"1"`
	Started   string  `json:"started" title:"开工日期|Started" format:"date"`
	Finish    string  `json:"finish,omitempty" title:"计划竣工日期|To be finished" format:"date" from:"started" list:"1" filter:"1"`
	Progress  string  `json:"progress" title:"形象进度|Progress" enum:"pit=基坑|Pit;frame=主体|Frame;fitting=装修|Fitting out;stopped=停工|Stopped;done=竣工|Done" list:"1" filter:"1"`
	PitDepth  float64 `json:"pit_depth,omitempty" title:"基坑深度|Depth of the pit" unit:"m" min:"0" max:"100" needed:"progress=pit" filter:"1"`
	Cranes    int     `json:"cranes,omitempty" title:"塔吊|Tower cranes" unit:"台" min:"0" max:"200" filter:"1"`
	Formwork  bool    `json:"high_formwork" title:"高大模板支撑|High formwork" filter:"1"`
	Workers   int     `json:"workers" title:"现场人数|Workers" unit:"人" min:"0" max:"20000"`
	Dormitory int     `json:"dormitory,omitempty" title:"宿舍住宿人数|People in the dormitory" unit:"人" min:"0" max:"20000"`
}
