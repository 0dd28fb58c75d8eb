package register

import (
	"strconv"

	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
)

// Standard are the kinds every city has. A city's systems may declare more beside them.
func Standard() []Kind {
	return []Kind{
		{Name: "enterprise", Title: lang.T("企业", "Enterprise"), Attrs: Enterprise{}, Style: Style{Glyph: "企", Colour: "#4aa3ff", MinZoom: 8}},
		{Name: "hazard-source", Title: lang.T("重大危险源", "Major hazard source"), Attrs: HazardSource{}, Above: "enterprise", Style: Style{Glyph: "危", Colour: "#ff4d4f", MinZoom: 7}},
		{Name: "tank", Title: lang.T("储罐与装置", "Tank or unit"), Attrs: Tank{}, Above: "hazard-source", Style: Style{Glyph: "罐", Colour: "#ff9f2e", MinZoom: 12}},
		{Name: "high-rise", Title: lang.T("高层建筑", "High-rise"), Attrs: HighRise{}, Style: Style{Glyph: "楼", Colour: "#8f9bff", MinZoom: 9}},
		{Name: "camera", Title: lang.T("视频监控", "Camera"), Attrs: Camera{}, Style: Style{Glyph: "视", Colour: "#36cfc9", MinZoom: 11}},
		{Name: "rescue-team", Title: lang.T("应急救援队伍", "Rescue team"), Attrs: RescueTeam{}, Style: Style{Glyph: "队", Colour: "#52c41a", MinZoom: 8}},
		{Name: "depot", Title: lang.T("应急物资储备库", "Relief depot"), Attrs: Depot{}, Style: Style{Glyph: "库", Colour: "#13c2c2", MinZoom: 7}},
		{Name: "expert", Title: lang.T("应急专家", "Expert"), Attrs: Expert{}, Style: Style{Glyph: "专", Colour: "#b37feb", MinZoom: 9}},
		{Name: "shelter", Title: lang.T("应急避难场所", "Shelter"), Attrs: Shelter{}, Style: Style{Glyph: "避", Colour: "#73d13d", MinZoom: 9}},
		{Name: "hospital", Title: lang.T("医院", "Hospital"), Attrs: Hospital{}, Style: Style{Glyph: "医", Colour: "#ff85c0", MinZoom: 9}},
		{Name: "fire-station", Title: lang.T("消防救援站", "Fire station"), Attrs: FireStation{}, Style: Style{Glyph: "消", Colour: "#ff7a45", MinZoom: 9}},
	}
}

// Enterprise is a production or business unit (生产经营单位).
type Enterprise struct {
	CreditCode  string `json:"credit_code" title:"统一社会信用代码|Unified social credit code" format:"uscc" list:"1" key:"1"`
	Industry    string `json:"industry" title:"行业(GB/T 4754)|Industry (GB/T 4754)" pattern:"^[A-T]([0-9]{2,4})?$" list:"1"`
	Scale       string `json:"scale" title:"规模|Size" enum:"large=大型|Large;medium=中型|Medium;small=小型|Small;micro=微型|Micro" list:"1"`
	LegalPerson string `json:"legal_person,omitempty" title:"法定代表人|Legal representative" private:"1"`
	Phone       string `json:"phone,omitempty" title:"联系电话|Telephone" format:"phone" private:"1"`
	Employees   int    `json:"employees" title:"从业人数|Employees" unit:"人" min:"0" max:"1000000"`
	Hazardous   bool   `json:"hazardous" title:"涉及危险化学品|Handles hazardous chemicals" list:"1"`
	Founded     string `json:"founded,omitempty" title:"成立日期|Founded" format:"date"`
}

// Validate checks the check digits of the credit code (GB 32100-2015).
func (e Enterprise) Validate() error {
	if !ValidCreditCode(e.CreditCode) {
		return fail.Invalid("register.credit-code", "统一社会信用代码校验位不符", "the check digit of the unified social credit code is wrong").At("attrs.credit_code").Under("GB 32100-2015", "5")
	}
	return nil
}

// HazardSource is a major hazard installation of hazardous chemicals (GB 18218-2018). Element.Parent is its enterprise.
type HazardSource struct {
	Unit      string     `json:"unit" title:"单元类型|Type of unit" enum:"production=生产单元|Production unit;storage=储存单元|Storage unit" list:"1"`
	Level     int        `json:"level" title:"级别|Level" min:"1" max:"4" list:"1"`
	S         float64    `json:"s" title:"辨识指标 S|Identification index S" min:"0"`
	R         float64    `json:"r" title:"分级指标 R|Grading index R" min:"0" list:"1"`
	Exposed   int        `json:"persons_exposed" title:"厂界外 500 m 可能暴露人数|Persons exposed within 500 m" unit:"人" min:"0"`
	Chemicals []Chemical `json:"chemicals" title:"危险化学品|Chemicals"`
	RecordNo  string     `json:"record_no,omitempty" title:"备案编号|Record number"`
	Person    string     `json:"person,omitempty" title:"技术负责人|Technical lead" private:"1"`
	Phone     string     `json:"phone,omitempty" title:"联系电话|Telephone" format:"phone" private:"1"`
}

// Chemical is one hazardous chemical present, with the largest quantity of the design.
type Chemical struct {
	Name     string  `json:"name" title:"名称|Name"`
	CAS      string  `json:"cas,omitempty" title:"CAS 号|CAS number" pattern:"^[0-9]{2,7}-[0-9]{2}-[0-9]$"`
	Quantity float64 `json:"quantity" title:"设计最大量|Largest quantity of the design" unit:"t" min:"0"`
	Critical float64 `json:"critical" title:"临界量|Critical quantity" unit:"t" min:"0"`
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
	Form        string  `json:"form" title:"形式|Form" enum:"vertical=立式储罐|Vertical tank;horizontal=卧式储罐|Horizontal tank;sphere=球罐|Sphere;unit=生产装置|Process unit;warehouse=仓库|Warehouse" list:"1"`
	Medium      string  `json:"medium" title:"介质|Medium" list:"1"`
	CAS         string  `json:"cas,omitempty" title:"CAS 号|CAS number" pattern:"^[0-9]{2,7}-[0-9]{2}-[0-9]$"`
	Volume      float64 `json:"volume" title:"容积|Volume" unit:"m³" min:"0" list:"1"`
	Height      float64 `json:"height,omitempty" title:"高度|Height" unit:"m" min:"0"`
	Diameter    float64 `json:"diameter,omitempty" title:"直径|Diameter" unit:"m" min:"0"`
	Pressure    float64 `json:"pressure,omitempty" title:"设计压力(表压)|Design pressure (gauge)" unit:"MPa" min:"0"`
	Temperature float64 `json:"temperature,omitempty" title:"设计温度|Design temperature" unit:"℃" min:"-273" max:"1500"`
}

// Validate accepts what the tags accept.
func (Tank) Validate() error { return nil }

// HighRise is a building over 27 m (dwellings) or 24 m (others), GB 50016.
type HighRise struct {
	Floors     int     `json:"floors" title:"层数|Floors" min:"1" max:"200" list:"1"`
	Height     float64 `json:"height" title:"高度|Height" unit:"m" min:"0" max:"1000" list:"1"`
	Use        string  `json:"use" title:"用途|Use" enum:"residential=住宅|Dwellings;office=办公|Offices;commercial=商业|Shops;hotel=宾馆|Hotel;hospital=医院|Hospital;school=学校|School;mixed=综合|Mixed" list:"1"`
	Built      int     `json:"built" title:"建成年份|Year built" min:"1850" max:"2100" list:"1"`
	People     int     `json:"people,omitempty" title:"常住或使用人数|People" unit:"人" min:"0"`
	Management string  `json:"management,omitempty" title:"物业单位|Property manager"`
	Phone      string  `json:"phone,omitempty" title:"消防控制室电话|Telephone of the fire control room" format:"phone"`
	Sprinklers bool    `json:"sprinklers" title:"自动喷水灭火系统|Sprinklers"`
}

// Validate accepts what the tags accept.
func (HighRise) Validate() error { return nil }

// Camera is a video channel (GB/T 28181).
type Camera struct {
	Channel string `json:"channel" title:"国标编码|GB/T 28181 code" pattern:"^[0-9]{20}$" list:"1" key:"1"`
	Source  string `json:"source" title:"来源|Source" enum:"xueliang=雪亮工程|Xueliang project;traffic=道路交通|Road traffic;enterprise=企业|Enterprise;flood=防汛|Flood control;forest=森林防火|Forest fire" list:"1"`
	PTZ     bool   `json:"ptz" title:"云台可控|Pan, tilt, zoom" list:"1"`
	State   string `json:"state" title:"状态|State" enum:"online=在线|Online;offline=离线|Offline;fault=故障|Faulty" list:"1"`
}

// Validate checks the region and the device type inside the code (GB/T 28181-2016 annex D, rule A).
func (c Camera) Validate() error {
	if len(c.Channel) != 20 || c.Channel[10:13] < "111" || c.Channel[10:13] > "139" {
		return fail.Invalid("register.camera-code", "国标编码的类型码不是前端设备", "the type digits of the GB/T 28181 code are not those of a device").At("attrs.channel")
	}
	return nil
}

// RescueTeam is a professional or social rescue force.
type RescueTeam struct {
	Type       string   `json:"type" title:"性质|Type" enum:"professional=专业队伍|Professional;social=社会力量|Social force" list:"1"`
	Speciality string   `json:"speciality" title:"专业|Speciality" enum:"hazchem=危险化学品|Hazardous chemicals;fire=灭火|Fire;transport=道路交通|Road traffic;construction=建筑工程|Construction;power=电力|Power;gas=燃气|Gas;water=供排水|Water;heat=供热|Heating;telecom=通信|Telecommunication;medical=医疗|Medical;environment=环境监测|Environment;flood=防汛抗旱|Flood and drought;forest=森林防灭火|Forest fire;mine=矿山|Mine;rail=轨道交通|Rail;elevator=特种设备|Special equipment;general=综合|General" list:"1"`
	People     int      `json:"people" title:"人数|People" unit:"人" min:"1" list:"1"`
	Leader     string   `json:"leader" title:"负责人|Leader" private:"1" list:"1"`
	Phone      string   `json:"phone" title:"值班电话|Duty telephone" format:"phone" private:"1"`
	Zone       string   `json:"zone" title:"战区|Zone" enum:"east=东部战区|East;south=南部战区|South;west=西部战区|West;north=北部战区|North;centre=中部战区|Centre" list:"1"`
	Readiness  string   `json:"readiness" title:"备勤状态|Readiness" enum:"ready=待命|Ready;standby=备勤|Standby;deployed=出动|Deployed;off=休整|Off duty" list:"1"`
	Unit       string   `json:"unit,omitempty" title:"依托单位|Parent organisation"`
	Vehicles   int      `json:"vehicles,omitempty" title:"车辆|Vehicles" unit:"辆" min:"0"`
	Equipment  []string `json:"equipment,omitempty" title:"装备|Equipment"`
}

// Validate accepts what the tags accept.
func (RescueTeam) Validate() error { return nil }

// Depot is a store of relief material (应急物资储备库).
type Depot struct {
	Level     string  `json:"level" title:"级别|Level" enum:"city=市级|City;district=区县级|District;street=街道级|Street" list:"1"`
	Floor     float64 `json:"floor_area,omitempty" title:"库房面积|Floor area" unit:"m²" min:"0"`
	Keeper    string  `json:"keeper" title:"保管员|Keeper" private:"1" list:"1"`
	Phone     string  `json:"phone" title:"联系电话|Telephone" format:"phone" private:"1"`
	Materials []Stock `json:"materials" title:"物资|Materials"`
}

// Stock is how much of one material a depot holds.
type Stock struct {
	Name     string  `json:"name" title:"品名|Material"`
	Quantity float64 `json:"quantity" title:"数量|Quantity" min:"0"`
	Unit     string  `json:"unit" title:"单位|Unit"`
}

// Validate refuses a material named twice.
func (d Depot) Validate() error {
	seen := map[string]bool{}
	for i, m := range d.Materials {
		if m.Name == "" || seen[m.Name] {
			return fail.Invalid("register.material-twice", "物资品名为空或重复", "a material has no name or is named twice").At("attrs.materials." + strconv.Itoa(i) + ".name")
		}
		seen[m.Name] = true
	}
	return nil
}

// Expert is a person of the expert pool; the point is the place of work.
type Expert struct {
	Fields   []string `json:"fields" title:"专业领域|Fields" list:"1"`
	Rank     string   `json:"rank,omitempty" title:"职称|Professional title" list:"1"`
	Employer string   `json:"employer,omitempty" title:"工作单位|Employer" list:"1"`
	Phone    string   `json:"phone" title:"联系电话|Telephone" format:"phone" private:"1"`
}

// Validate wants at least one field.
func (e Expert) Validate() error {
	if len(e.Fields) == 0 {
		return fail.Invalid("register.fields-missing", "专家须有专业领域", "an expert has at least one field").At("attrs.fields")
	}
	return nil
}

// Shelter is a place where people can stay (GB 51143).
type Shelter struct {
	Type     string  `json:"type" title:"类型|Type" enum:"emergency=紧急避难|Emergency;fixed=固定避难|Fixed;central=中心避难|Central" list:"1"`
	Indoor   bool    `json:"indoor" title:"室内|Indoors"`
	Capacity int     `json:"capacity" title:"可容纳人数|Capacity" unit:"人" min:"0" list:"1"`
	Space    float64 `json:"space" title:"有效面积|Usable area" unit:"m²" min:"0" list:"1"`
	Keeper   string  `json:"keeper,omitempty" title:"管理人|Keeper" private:"1"`
	Phone    string  `json:"phone,omitempty" title:"联系电话|Telephone" format:"phone" private:"1"`
}

// Validate accepts what the tags accept.
func (Shelter) Validate() error { return nil }

// Hospital is a place of treatment.
type Hospital struct {
	Grade     string   `json:"grade" title:"等级|Grade" enum:"3a=三级甲等|Class 3 A;3b=三级乙等|Class 3 B;2a=二级甲等|Class 2 A;2b=二级乙等|Class 2 B;1=一级|Class 1" list:"1"`
	Beds      int      `json:"beds" title:"床位|Beds" unit:"张" min:"0" list:"1"`
	Emergency int      `json:"emergency_beds,omitempty" title:"急诊床位|Emergency beds" unit:"张" min:"0"`
	Skills    []string `json:"skills,omitempty" title:"专科(烧伤、中毒等)|Special skills"`
	Phone     string   `json:"phone" title:"急诊电话|Emergency telephone" format:"phone"`
}

// Validate accepts what the tags accept.
func (Hospital) Validate() error { return nil }

// FireStation is a station of the fire and rescue service.
type FireStation struct {
	Class    string `json:"class" title:"站级|Class" enum:"special=特勤站|Special;first=一级普通站|First class;second=二级普通站|Second class;small=小型站|Small" list:"1"`
	People   int    `json:"people" title:"人数|People" unit:"人" min:"0" list:"1"`
	Vehicles int    `json:"vehicles" title:"车辆|Vehicles" unit:"辆" min:"0" list:"1"`
	Phone    string `json:"phone" title:"值班电话|Duty telephone" format:"phone"`
}

// Validate accepts what the tags accept.
func (FireStation) Validate() error { return nil }
