// Package report is how an incident is told to the upper levels (信息报送): figures of casualties and loss with who said so and
// when, the grade that follows from them, and the first, progress and final reports, each drafted, signed by another
// person, numbered, sent and receipted within the time of the law.
//
// A matter (procedure report.matter) is one incident that is told upward; its timeline is that of the incident. Clocks run
// from when the incident was known, not from when it was typed in; a higher grade starts stricter ones at the moment at
// which the figure was said. Law: 《生产安全事故报告和调查处理条例》 第三条, 第九条 to 第十三条; 《突发事件应对法》 (2024) 第六十一条. Numbers
// and terms are rules of packs; those that were not read in a text are parameters there.
//
// A signed report is frozen and lies in a ledger of sendings (report_sending) until the upper system has given a receipt,
// has sent it back, or somebody has confirmed by hand, with proof, that it was told by telephone or fax. The package does
// not direct the response (system command) and reads the course of an incident through a function that it is given.
package report
