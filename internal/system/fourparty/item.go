package fourparty

import (
	"encoding/json"
	"fmt"
	"strings"

	"anlan/internal/base/fail"
	"anlan/internal/base/form"
)

// How an item takes points off.
const (
	Each = "each" // 按次扣分: Off for each time, down to nothing
	Once = "once" // 一次扣分: Off when it is found at all
	Veto = "veto" // 一票否决: found once, the whole check has no points
)

// CheckItem is one line that all four parties score. Full and Off are points. Constructed says that the marks, not the article, are
// invented for the demo.
type CheckItem struct {
	No          string `json:"no"`
	Title       string `json:"title"`
	Document    string `json:"document" doc:"the instrument that the item comes from"`
	Article     string `json:"article"`
	Mode        string `json:"mode" enum:"each,once,veto"`
	Full        int    `json:"full" doc:"points; 0 for a veto"`
	Off         int    `json:"off" doc:"points taken off for each time, or once"`
	Evidence    string `json:"evidence" doc:"what must be seen"`
	Photo       bool   `json:"photo" doc:"what takes points off needs a photograph"`
	Constructed bool   `json:"constructed"`
}

// ItemForm is how an item is entered: the same fields, with what the screen and the table need to know of them.
type ItemForm struct {
	No          string `json:"no" title:"编号|Number" max:"20" key:"1"`
	Title       string `json:"title" title:"核查内容|What is checked" max:"200" format:"text"`
	Document    string `json:"document" title:"依据文件|Document" max:"100"`
	Article     string `json:"article" title:"条款|Article" max:"100"`
	Mode        string `json:"mode" title:"扣分方式|How points are taken off" enum:"each=按次扣分|For each time;once=一次扣分|Once;veto=一票否决|Veto"`
	Full        int    `json:"full,omitempty" title:"分值|Full mark" min:"0" max:"100"`
	Off         int    `json:"off,omitempty" title:"每次扣分|Taken off each time" min:"0" max:"100"`
	Evidence    string `json:"evidence,omitempty" title:"应查材料|Evidence" max:"300" format:"text"`
	Photo       bool   `json:"photo,omitempty" title:"扣分须拍照|Photograph needed"`
	Constructed bool   `json:"constructed,omitempty" title:"分值为演示构造|Marks are constructed"`
}

// Validate wants points where points are taken off, and none where there is a veto.
func (f *ItemForm) Validate() error {
	switch {
	case f.Mode == Veto && (f.Full != 0 || f.Off != 0):
		return fail.Invalid("fourparty.item.veto", "一票否决项不设分值", "a veto has no points").At("full")
	case f.Mode != Veto && f.Full < 1:
		return fail.Invalid("fourparty.item.full", "请填写分值（1 至 100）", "the full mark is missing (1 to 100)").At("full")
	case f.Mode != Veto && (f.Off < 1 || f.Off > f.Full):
		return fail.Invalid("fourparty.item.off", "每次扣分应在 1 和分值之间", "what is taken off lies between 1 and the full mark").At("off")
	}
	return nil
}

// maxItems is how many items a programme may have.
const maxItems = 200

// readItems reads the items of a programme and names the first that does not fit.
func readItems(raw []json.RawMessage) ([]CheckItem, error) {
	if len(raw) > maxItems {
		return nil, fail.Invalid("fourparty.items.many", fmt.Sprintf("核查内容最多 %d 项", maxItems), fmt.Sprintf("at most %d items", maxItems)).At("items")
	}
	out, seen := make([]CheckItem, 0, len(raw)), map[string]bool{}
	for i, r := range raw {
		at := fmt.Sprintf("items[%d]", i)
		v, err := form.Decode(ItemForm{}, r, at)
		if err != nil {
			return nil, under(err, at)
		}
		f, ok := v.(*ItemForm)
		if !ok {
			return nil, fail.Internal("fourparty.item", "核查内容定义有误", fmt.Sprintf("%T is no item", v))
		}
		if seen[f.No] {
			return nil, fail.Invalid("fourparty.items.twice", "编号重复："+f.No, "the number is there twice: "+f.No).At(at + ".no")
		}
		seen[f.No] = true
		out = append(out, CheckItem(*f))
	}
	return out, nil
}

// under names the item of a fault that a rule across its fields found.
func under(err error, at string) error {
	if e := fail.As(err); e != nil && !strings.HasPrefix(e.Field, at) {
		return e.At(at + "." + e.Field)
	}
	return err
}

// Mark is what one party found of one item. Count is how often; 1 for yes where it is taken off once or vetoes.
type Mark struct {
	Item   string   `json:"item" maxLength:"20"`
	Count  int      `json:"count,omitempty" minimum:"0" maximum:"100"`
	None   bool     `json:"none,omitempty" doc:"does not apply to the unit"`
	Note   string   `json:"note,omitempty" maxLength:"500"`
	Photos []string `json:"photos,omitempty" maxItems:"10" doc:"ids of photographs that were sent before"`
}

// points are what is left of an item that was found count times, in thousandths of a point.
func (i CheckItem) points(count int) int {
	if i.Mode == Veto {
		return 0
	}
	if i.Mode == Once {
		count = min(count, 1)
	}
	return max(0, i.Full-count*i.Off) * 1000
}

// check refuses a mark that its item does not allow. whole says that it is handed in and not only saved.
func (i CheckItem) check(m Mark, whole bool) error {
	bad := func(code, zh, en string) error {
		return fail.Invalid("fourparty.mark."+code, "第 "+i.No+" 项："+zh, "item "+i.No+": "+en).At("marks." + i.No)
	}
	switch {
	case m.None && m.Count > 0:
		return bad("none", "不涉及的项目不扣分", "what does not apply takes nothing off")
	case i.Mode != Each && m.Count > 1:
		return bad("once", "此项只填有或没有", "it is there or not")
	case whole && m.Count > 0 && m.Note == "":
		return bad("note", "扣分须写明发现的问题", "say what was found")
	case whole && m.None && m.Note == "":
		return bad("why-none", "请写明为什么不涉及", "say why it does not apply")
	case whole && i.Photo && m.Count > 0 && len(m.Photos) == 0:
		return bad("photo", "扣分须附现场照片", "a photograph is needed")
	}
	return nil
}

// checkMarks refuses marks that do not fit the items; whole wants one for each item.
func checkMarks(items []CheckItem, marks []Mark, whole bool) error {
	by := map[string]Mark{}
	for _, m := range marks {
		if _, twice := by[m.Item]; twice {
			return fail.Invalid("fourparty.mark.twice", "第 "+m.Item+" 项重复打分", "item "+m.Item+" is marked twice").At("marks")
		}
		by[m.Item] = m
	}
	left := 0
	for _, i := range items {
		m, there := by[i.No]
		delete(by, i.No)
		if !there {
			left++
			continue
		}
		if err := i.check(m, whole); err != nil {
			return err
		}
	}
	for no := range by {
		return fail.Invalid("fourparty.mark.unknown", "没有第 "+no+" 项", "there is no item "+no).At("marks")
	}
	if whole && left > 0 {
		return fail.Invalid("fourparty.mark.missing", fmt.Sprintf("还有 %d 项没有打分", left), fmt.Sprintf("%d items are not marked", left)).At("marks")
	}
	return nil
}
