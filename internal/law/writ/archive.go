package writ

import "strconv"

// ServiceReceipt is 送达回证, filled in after service.
type ServiceReceipt struct {
	Writ     string `json:"writ" title:"送达文书名称|What was served"`
	Number   string `json:"number" title:"送达文书文号|Its number"`
	Place    string `json:"place" title:"送达地点|Place"`
	Method   string `json:"method" title:"送达方式|Method" enum:"direct=直接送达|Direct;left=留置送达|Left;post=邮寄送达|Post;electronic=电子送达|Electronic;entrusted=委托送达|Entrusted;forwarded=转交送达|Forwarded;public=公告送达|Public notice"`
	At       Moment `json:"at" title:"收到时间|Received at" format:"date-time"`
	Receiver string `json:"receiver,omitempty" title:"签收人|Received by" private:"name"`
	Relation string `json:"relation,omitempty" title:"与受送达人关系|Relation to the party"`
	Witness  string `json:"witness,omitempty" title:"见证人|Witness" private:"name"`
	Media    string `json:"media,omitempty" title:"照片、录像编号|Photographs and video"`
	Refusal  string `json:"refusal,omitempty" title:"拒收事由|Refusal" max:"1000" format:"text"`
}

// Validate wants who received it, or, when it was left, witness or media (Civil Procedure Law, Art. 89).
func (f *ServiceReceipt) Validate() error {
	switch {
	case f.Method == "direct" && f.Receiver == "":
		return missing("receiver", "签收人", "Received by")
	case f.Method == "left" && f.Witness == "" && f.Media == "":
		return missing("witness", "见证人或者照片、录像", "Witness or media")
	}
	return nil
}

func (f *ServiceReceipt) write(s *sheet) {
	s.rows(one("案由", s.Case), one("送达文书名称、文号", f.Writ+"　"+f.Number), one("受送达人", s.Party.Name), one("送达地点", f.Place), one("送达方式", boxes(*f, "method", f.Method)),
		one("收到时间", f.At.String()), two("签收人", f.Receiver, "与受送达人关系", f.Relation), two("见证人", f.Witness, "照片、录像", f.Media), tall("拒收事由", f.Refusal, 2))
	s.officers("送达人")
	s.sign("受送达人或者代收人（签名或者盖章）", "见证人（签名）", "送达人（签名）")
}

// ClosingApproval is 结案审批表.
type ClosingApproval struct {
	Filed    Day    `json:"filed" title:"立案日期|Filed on" format:"date"`
	Decision string `json:"decision" title:"处理决定及文号|Decision and number" max:"1000" format:"text"`
	Result   string `json:"result" title:"执行结果|Result" enum:"performed=当事人自动履行|Performed;forced=强制执行完毕|Enforced;no-penalty=不予处罚|No penalty;transferred=移送|Transferred;ended=终结执行|Ended"`
	Detail   string `json:"detail" title:"履行情况|Performance" max:"2000" format:"text"`
	Trace    string `json:"trace" title:"全过程回溯情况|Whole process re-traced" max:"2000" format:"text"`
	Archive  string `json:"archive" title:"归档材料|Archive list" max:"2000" format:"text"`
}

func (f *ClosingApproval) write(s *sheet) {
	s.rows(one("案由", s.Case))
	s.party("当事人")
	s.rows(one("立案日期", f.Filed.String()), tall("处理决定及文号", f.Decision, 2), one("执行结果", boxes(*f, "result", f.Result)), tall("履行情况", f.Detail, 3), tall("全过程回溯情况", f.Trace, 2), tall("归档材料", f.Archive, 2))
}

// ArchiveCover is 卷宗封面.
type ArchiveCover struct {
	Category string `json:"category" title:"案件类别|Category"`
	Filed    Day    `json:"filed" title:"立案日期|Filed on" format:"date"`
	Closed   Day    `json:"closed" title:"结案日期|Closed on" format:"date"`
	Decision string `json:"decision" title:"处理结果|Outcome" max:"1000" format:"text"`
	Handlers string `json:"handlers" title:"承办人|Handlers"`
	Archived Day    `json:"archived" title:"归档日期|Archived on" format:"date"`
	Number   string `json:"archive_number" title:"归档号|Archive number"`
	Keep     string `json:"keep" title:"保存期限|Kept" enum:"permanent=永久|For ever;30=30年|30 years;10=10年|10 years"`
	Pages    int    `json:"pages" title:"总页数|Pages" min:"1" unit:"页"`
	Discs    int    `json:"discs" title:"光盘|Discs" min:"0" unit:"张"`
}

func (f *ArchiveCover) write(s *sheet) {
	s.rows(one("案件类别", f.Category), tall("案由", s.Case, 2), one("当事人", s.Party.Name), tall("处理结果", f.Decision, 4), one("承办人", f.Handlers),
		two("立案日期", f.Filed.String(), "结案日期", f.Closed.String()), two("归档日期", f.Archived.String(), "归档号", f.Number),
		one("保存期限", boxes(*f, "keep", f.Keep)), two("总页数", strconv.Itoa(f.Pages)+"页", "光盘", strconv.Itoa(f.Discs)+"张"))
}

// ArchiveIndex is 卷内目录.
type ArchiveIndex struct {
	Entries []Entry `json:"entries" title:"目录|Entries"`
}

// Entry is one document of the file.
type Entry struct {
	Title  string `json:"title" title:"文书名称|Document"`
	Number string `json:"number,omitempty" title:"文号|Number"`
	Date   Day    `json:"date" title:"日期|Date" format:"date"`
	Page   string `json:"page" title:"页号|Page"`
	Note   string `json:"note,omitempty" title:"备注|Note"`
}

func (f *ArchiveIndex) write(s *sheet) {
	w := []int{2, 6, 6, 6, 2, 2}
	s.rows(one("案由", s.Case), heads(w, "序号", "文书名称", "文号", "日期", "页号", "备注"))
	for i, e := range f.Entries {
		s.rows(cells(w, strconv.Itoa(i+1), e.Title, e.Number, e.Date.String(), e.Page, e.Note))
	}
}
