package plan

// EmergencyPlan is one emergency plan (应急预案). Items of its lists are known by ID within their list. An item with Level holds
// from that response level upward, so that levels add up; without one it holds from the lowest level. An item with Below is
// handed down to plans that follow this one.
type EmergencyPlan struct {
	Code       string          `json:"code" title:"预案编码|Code" pattern:"^[0-9]{4,12}[0-9A-Z]{0,8}-[A-Z]{2}[0-9]{2,4}$" max:"40" list:"1"`
	Kind       string          `json:"kind" title:"预案类别|Kind" enum:"overall=总体应急预案|Overall;special=专项应急预案|Special;department=部门应急预案|Department;district=区县应急预案|District;township=乡镇（街道）应急预案|Township;community=村（社区）应急预案|Community;enterprise=企业应急预案|Enterprise;event=重大活动应急预案|Event" list:"1"`
	Title      string          `json:"title" title:"预案名称|Title" max:"100" list:"1"`
	Unit       string          `json:"unit" title:"编制单位|Unit" max:"100" list:"1"`
	Area       string          `json:"area" title:"适用区划|Area" pattern:"^[0-9]{4,12}[0-9A-Z]{0,8}$" format:"area" max:"20" list:"1"`
	Site       string          `json:"site,omitempty" title:"适用场所（对象编号）|Site" format:"element" max:"64"`
	Parent     string          `json:"parent,omitempty" title:"上位预案编码|Follows the plan" max:"40"`
	Scope      string          `json:"scope" title:"适用范围|Scope" format:"text" max:"3000"`
	Triggers   []PlanTrigger   `json:"triggers" title:"启动条件|Triggers"`
	Levels     []PlanLevel     `json:"levels" title:"响应分级|Response levels"`
	Groups     []PlanGroup     `json:"groups" title:"组织体系（1+M+N）|Organisation (1+M+N)"`
	Roles      []PlanRole      `json:"roles" title:"岗位人员|Roles"`
	Tasks      []PlanTask      `json:"tasks" title:"处置任务|Tasks"`
	Teams      []PlanTeam      `json:"teams,omitempty" title:"救援队伍|Teams"`
	Needs      []PlanNeed      `json:"needs,omitempty" title:"应急物资|Material"`
	Assets     []PlanAsset     `json:"assets,omitempty" title:"装备与场所|Equipment and places"`
	Notices    []PlanNotice    `json:"notices,omitempty" title:"信息报告与通知|Notices"`
	Checklists []PlanChecklist `json:"checklists,omitempty" title:"检查单|Checklists"`
	Cards      []PlanCard      `json:"cards,omitempty" title:"现场处置方案（卡）|Cards"`
	Contacts   []PlanContact   `json:"contacts,omitempty" title:"通讯录|Contacts"`
	Maps       []PlanMap       `json:"maps,omitempty" title:"图件|Maps"`
}

// PlanTrigger says when a response level is to be started: an event of a type, from a grade or a warning colour upward, in an
// area or at a site.
type PlanTrigger struct {
	ID       string `json:"id" title:"编号|ID" max:"20"`
	Event    string `json:"event" title:"事件类型|Event" max:"40"`
	Grade    string `json:"grade,omitempty" title:"事件级别（及以上）|Grade, at least" enum:"IV=一般|General;III=较大|Larger;II=重大|Major;I=特别重大|Extraordinary"`
	Warning  string `json:"warning,omitempty" title:"预警颜色（及以上）|Warning, at least" enum:"blue=蓝色|Blue;yellow=黄色|Yellow;orange=橙色|Orange;red=红色|Red"`
	Area     string `json:"area,omitempty" title:"区划|Area" pattern:"^[0-9]{4,12}[0-9A-Z]{0,8}$" format:"area" max:"20"`
	Site     string `json:"site,omitempty" title:"场所|Site" format:"element" max:"64"`
	Response string `json:"response" title:"启动响应级别|Response" enum:"IV=Ⅳ级响应|Level IV;III=Ⅲ级响应|Level III;II=Ⅱ级响应|Level II;I=Ⅰ级响应|Level I"`
	When     string `json:"when,omitempty" title:"条件说明|In words" max:"500" format:"text"`
}

// PlanLevel is a response level of the plan and who starts it.
type PlanLevel struct {
	Level    string `json:"level" title:"响应级别|Level" enum:"IV=Ⅳ级响应|Level IV;III=Ⅲ级响应|Level III;II=Ⅱ级响应|Level II;I=Ⅰ级响应|Level I"`
	Approver string `json:"approver" title:"启动批准人（岗位编号）|Started by (role)" max:"20"`
	Text     string `json:"text,omitempty" title:"响应要求|What it means" max:"1000" format:"text"`
}

// PlanGroup is a part of the organisation: the one commander-in-chief with the headquarters (1), groups on site (M), departments
// and units (N).
type PlanGroup struct {
	ID      string   `json:"id" title:"编号|ID" max:"20"`
	Tier    string   `json:"tier" title:"层次|Tier" enum:"chief=指挥部（1）|Command (1);site=现场工作组（M）|Group on site (M);unit=部门和单位（N）|Department or unit (N)"`
	Title   string   `json:"title" title:"名称|Name" max:"60"`
	Service string   `json:"service,omitempty" title:"联动行业|Service" enum:"water=水|Water;power=电|Power;gas=气|Gas;heat=热|Heating;telecom=讯|Communication;medical=医|Medical;environment=环|Environment;publicity=宣|Publicity;police=公|Police;professional=专|Professional rescue"`
	Lead    string   `json:"lead,omitempty" title:"负责人（岗位编号）|Lead (role)" max:"20"`
	Members []string `json:"members,omitempty" title:"成员单位|Members" max:"60"`
	Level   string   `json:"level,omitempty" title:"起始响应级别|From level" enum:"IV=Ⅳ级|IV;III=Ⅲ级|III;II=Ⅱ级|II;I=Ⅰ级|I"`
	Duty    string   `json:"duty,omitempty" title:"职责|Duty" max:"500" format:"text"`
}

// PlanRole is a role, bound to a post (line/matter/role, of the plan's area or another), to the roster (roster/leader,
// roster/officer), or to one person of the directory.
type PlanRole struct {
	ID          string `json:"id" title:"编号|ID" max:"20"`
	Group       string `json:"group" title:"所在组（编号）|Group" max:"20"`
	Title       string `json:"title" title:"岗位名称|Role" max:"60"`
	Post        string `json:"post,omitempty" title:"责任岗位|Post" pattern:"^((territory|sector|enterprise)/[a-z-]{2,30}/[a-z-]{2,30}|roster/(leader|officer))$" max:"80"`
	Area        string `json:"area,omitempty" title:"岗位所在区划|Area of the post" pattern:"^[0-9]{4,12}[0-9A-Z]{0,8}$" format:"area" max:"20"`
	Element     string `json:"element,omitempty" title:"岗位所在对象|Element of the post" format:"element" max:"64"`
	Contact     string `json:"contact,omitempty" title:"人员（通讯录编号）|Person" max:"64"`
	Certificate string `json:"certificate,omitempty" title:"所需证件|Certificate needed" enum:"enforcement=行政执法证|Enforcement;legal=法律职业资格|Legal"`
	Level       string `json:"level,omitempty" title:"起始响应级别|From level" enum:"IV=Ⅳ级|IV;III=Ⅲ级|III;II=Ⅱ级|II;I=Ⅰ级|I"`
}

// PlanTask is something that a group does: when it starts, and within how many minutes of that it must be done.
type PlanTask struct {
	ID        string   `json:"id" title:"编号|ID" max:"20"`
	Title     string   `json:"title" title:"任务|Task" max:"100"`
	Group     string   `json:"group" title:"责任组（编号）|Group" max:"20"`
	Role      string   `json:"role,omitempty" title:"责任岗位（编号）|Role" max:"20"`
	Level     string   `json:"level,omitempty" title:"起始响应级别|From level" enum:"IV=Ⅳ级|IV;III=Ⅲ级|III;II=Ⅱ级|II;I=Ⅰ级|I"`
	Start     string   `json:"start" title:"开始条件|Starts" enum:"now=启动即开始|At once;after=前序任务完成后|After others;ordered=指挥长下令|When ordered;met=条件满足时|When a condition is met"`
	After     []string `json:"after,omitempty" title:"前序任务（编号）|After" max:"20"`
	When      string   `json:"when,omitempty" title:"条件|Condition" max:"200" needed:"start=met"`
	Minutes   int      `json:"minutes" title:"完成时限|Time limit" unit:"min" min:"1" max:"43200"`
	Detail    string   `json:"detail,omitempty" title:"要求|What to do" max:"1000" format:"text"`
	Only      []string `json:"only,omitempty" title:"仅在此情形下|Only when" enum:"rain=降雨|Rain;snow=降雪|Snow;wind=大风|Wind;heat=高温|Heat;cold=严寒|Cold;night=夜间|Night"`
	Checklist string   `json:"checklist,omitempty" title:"检查单（编号）|Checklist" max:"20"`
	Below     bool     `json:"below,omitempty" title:"下级预案执行|Handed down"`
}

// PlanTeam is a rescue team that the plan counts on; Minutes is within which it must be there, 0 for no limit. Shared says that
// other plans may count on it too, as agreed.
type PlanTeam struct {
	ID      string `json:"id" title:"编号|ID" max:"20"`
	Team    string `json:"team" title:"队伍（对象编号）|Team" format:"element" max:"64"`
	Name    string `json:"name" title:"队伍名称|Name" max:"100"`
	Level   string `json:"level,omitempty" title:"起始响应级别|From level" enum:"IV=Ⅳ级|IV;III=Ⅲ级|III;II=Ⅱ级|II;I=Ⅰ级|I"`
	People  int    `json:"people,omitempty" title:"出动人数|People" unit:"人" min:"1" max:"5000"`
	Minutes int    `json:"minutes,omitempty" title:"到达时限|There within" unit:"min" min:"1" max:"2880"`
	Task    string `json:"task,omitempty" title:"任务（编号）|Task" max:"20"`
	Shared  bool   `json:"shared,omitempty" title:"已约定共用|Shared by agreement"`
}

// PlanNeed is material that must be there: so much of an item free within a reach of the plan's place; Reach 0 is the whole city.
type PlanNeed struct {
	ID     string  `json:"id" title:"编号|ID" max:"20"`
	Item   string  `json:"item" title:"物资编码|Item" max:"32"`
	Name   string  `json:"name" title:"品名|Name" max:"60"`
	Amount float64 `json:"amount" title:"数量|Amount" min:"0.001" max:"10000000"`
	Unit   string  `json:"unit" title:"单位|Unit" max:"10"`
	Reach  float64 `json:"reach,omitempty" title:"调运半径|Within" unit:"km" min:"0" max:"500"`
	Level  string  `json:"level,omitempty" title:"起始响应级别|From level" enum:"IV=Ⅳ级|IV;III=Ⅲ级|III;II=Ⅱ级|II;I=Ⅰ级|I"`
	Task   string  `json:"task,omitempty" title:"任务（编号）|Task" max:"20"`
}

// PlanAsset is a vehicle, drone, supplier, shelter, hospital or landing place that the plan counts on.
type PlanAsset struct {
	ID      string `json:"id" title:"编号|ID" max:"20"`
	Element string `json:"element" title:"对象编号|Element" format:"element" max:"64"`
	Name    string `json:"name" title:"名称|Name" max:"100"`
	Use     string `json:"use,omitempty" title:"用途|Use" max:"100"`
	Level   string `json:"level,omitempty" title:"起始响应级别|From level" enum:"IV=Ⅳ级|IV;III=Ⅲ级|III;II=Ⅱ级|II;I=Ⅰ级|I"`
	Minutes int    `json:"minutes,omitempty" title:"到达时限|There within" unit:"min" min:"1" max:"2880"`
}

// PlanNotice is a report or notice that goes out, within minutes of the start of its level.
type PlanNotice struct {
	ID      string `json:"id" title:"编号|ID" max:"20"`
	To      string `json:"to" title:"接收对象|To" max:"100"`
	Channel string `json:"channel" title:"方式|Channel" enum:"phone=电话|Telephone;sms=短信|Text message;app=平台消息|Message;document=书面报告|Written report;radio=广播电视|Broadcast;board=电子屏|Boards"`
	Text    string `json:"text" title:"内容|Text" max:"1000" format:"text"`
	Level   string `json:"level,omitempty" title:"起始响应级别|From level" enum:"IV=Ⅳ级|IV;III=Ⅲ级|III;II=Ⅱ级|II;I=Ⅰ级|I"`
	Minutes int    `json:"minutes" title:"时限|Within" unit:"min" min:"1" max:"43200"`
	Below   bool   `json:"below,omitempty" title:"下级预案执行|Handed down"`
}

// PlanChecklist is a list to tick off.
type PlanChecklist struct {
	ID    string   `json:"id" title:"编号|ID" max:"20"`
	Title string   `json:"title" title:"名称|Title" max:"60"`
	Lines []string `json:"lines" title:"检查项|Lines" max:"200"`
	Level string   `json:"level,omitempty" title:"起始响应级别|From level" enum:"IV=Ⅳ级|IV;III=Ⅲ级|III;II=Ⅱ级|II;I=Ⅰ级|I"`
	Below bool     `json:"below,omitempty" title:"下级预案执行|Handed down"`
}

// PlanCard is a card for one post or installation: what to do in the first minutes (现场处置方案、应急处置卡).
type PlanCard struct {
	ID         string   `json:"id" title:"编号|ID" max:"20"`
	Title      string   `json:"title" title:"名称|Title" max:"60"`
	For        string   `json:"for" title:"岗位或装置|For" max:"60"`
	Hazard     string   `json:"hazard" title:"风险|Hazard" max:"300" format:"text"`
	Steps      []string `json:"steps" title:"处置步骤|Steps" max:"300"`
	Protection string   `json:"protection,omitempty" title:"防护要求|Protection" max:"300" format:"text"`
	Site       string   `json:"site,omitempty" title:"场所|Site" format:"element" max:"64"`
	Below      bool     `json:"below,omitempty" title:"下级预案执行|Handed down"`
}

// PlanContact is somebody to call: a person of the directory, or somebody outside with a number and the day on which it was
// last answered.
type PlanContact struct {
	ID        string `json:"id" title:"编号|ID" max:"20"`
	Name      string `json:"name" title:"姓名|Name" max:"50"`
	Title     string `json:"title,omitempty" title:"职务|Position" max:"60"`
	Unit      string `json:"unit,omitempty" title:"单位|Unit" max:"100"`
	Person    string `json:"person,omitempty" title:"通讯录编号|Person of the directory" max:"64"`
	Phone     string `json:"phone,omitempty" title:"电话|Telephone" format:"phone" max:"20" private:"1"`
	Confirmed string `json:"confirmed,omitempty" title:"最近核实|Last confirmed" format:"date"`
}

// PlanMap is a map sheet of the plan: kinds of elements around a place.
type PlanMap struct {
	ID    string   `json:"id" title:"编号|ID" max:"20"`
	Title string   `json:"title" title:"图名|Title" max:"60"`
	Kinds []string `json:"kinds" title:"图层|Layers" max:"40"`
	Lon   float64  `json:"lon" title:"经度|Longitude" min:"-180" max:"180"`
	Lat   float64  `json:"lat" title:"纬度|Latitude" min:"-90" max:"90"`
	Zoom  float64  `json:"zoom" title:"缩放|Zoom" min:"3" max:"20"`
	Note  string   `json:"note,omitempty" title:"说明|Note" max:"300" format:"text"`
}
