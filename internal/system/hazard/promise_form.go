package hazard

import (
	"anlan/internal/base/fail"
)

// PromiseForm is what an enterprise states each morning: the announcement of risk judgement and promise (安全风险研判与承诺
// 公告, 应急〔2018〕74号): what runs and what stands, the special operations of the day (GB 30871-2022), the judged risk, and
// the promise of the chief.
type PromiseForm struct {
	Units       int    `json:"units" title:"生产装置|Production units" unit:"套" min:"0" max:"500"`
	Running     int    `json:"running" title:"其中运行|Running" unit:"套" min:"0" max:"500"`
	Stopped     int    `json:"stopped" title:"其中停产|Stopped" unit:"套" min:"0" max:"500"`
	Repair      int    `json:"repair" title:"其中检修|Under repair" unit:"套" min:"0" max:"500"`
	Tanks       int    `json:"tanks" title:"在用储罐|Tanks in use" unit:"个" min:"0" max:"5000"`
	Fire0       int    `json:"fire_special" title:"特级动火|Hot work, special grade" unit:"处" min:"0" max:"500"`
	Fire1       int    `json:"fire_first" title:"一级动火|Hot work, first grade" unit:"处" min:"0" max:"500"`
	Fire2       int    `json:"fire_second" title:"二级动火|Hot work, second grade" unit:"处" min:"0" max:"500"`
	Confined    int    `json:"confined" title:"受限空间|Confined spaces" unit:"处" min:"0" max:"500"`
	Blind       int    `json:"blind" title:"盲板抽堵|Blind plates" unit:"处" min:"0" max:"500"`
	Height      int    `json:"height" title:"高处作业|Work at height" unit:"处" min:"0" max:"500"`
	Lifting     int    `json:"lifting" title:"吊装作业|Lifting" unit:"处" min:"0" max:"500"`
	Electric    int    `json:"electric" title:"临时用电|Temporary power" unit:"处" min:"0" max:"500"`
	Digging     int    `json:"digging" title:"动土、断路|Digging and closing roads" unit:"处" min:"0" max:"500"`
	TankWork    int    `json:"tank_work" title:"倒罐、清罐、切水|Work on tanks" unit:"处" min:"0" max:"500"`
	Contractors int    `json:"contractors" title:"承包商作业人数|People of contractors" unit:"人" min:"0" max:"20000"`
	Trial       bool   `json:"trial" title:"处于试生产|Trial production"`
	StartStop   bool   `json:"start_stop" title:"处于开停车|Starting up or shutting down"`
	Safe        bool   `json:"safe" title:"罐区、仓库等重大危险源处于安全状态|Hazard sources are in a safe state"`
	Risk        string `json:"risk" title:"今日研判风险|Risk judged for today" enum:"low=低风险|Low;general=一般风险|General;larger=较大风险|Rather high;major=重大风险|High"`
	Measures    string `json:"measures,omitempty" title:"风险管控措施|Measures" format:"text" max:"1000" needed:"risk=larger,major"`
	Text        string `json:"text" title:"承诺|Promise" format:"text" max:"500"`
	Chief       string `json:"chief" title:"承诺人（主要负责人）|Promised by the chief" max:"40"`
}

// PromiseText is the promise as the ministry words it.
const PromiseText = "今天我公司已进行安全风险研判，各项安全风险防控措施已落实到位，我承诺所有生产装置处于安全运行状态，罐区、仓库等重大危险源安全风险得到有效管控。"

// Validate holds the figures together: units that run, stand and are mended are all units; a promise is no promise while the
// sources are not safe; hot work of the special grade wants its measures in words.
func (f *PromiseForm) Validate() error {
	switch {
	case f.Running+f.Stopped+f.Repair != f.Units:
		return fail.Invalid("hazard.promise.units", "运行、停产、检修之和应等于装置总数", "units running, stopped and under repair must add up to all units").At("running")
	case !f.Safe:
		return fail.Invalid("hazard.promise.safe", "重大危险源未处于安全状态时不得承诺，请立即处置并向属地应急管理部门报告", "no promise can be made while a source is not safe; act at once and report it").At("safe")
	case f.Fire0 > 0 && f.Measures == "":
		return fail.Invalid("hazard.promise.measures", "有特级动火时须写明管控措施", "hot work of the special grade needs its measures").At("measures")
	}
	return nil
}

// Operations is how many special operations are stated.
func (f *PromiseForm) Operations() int {
	return f.Fire0 + f.Fire1 + f.Fire2 + f.Confined + f.Blind + f.Height + f.Lifting + f.Electric + f.Digging + f.TankWork
}
