// What a start costs before a service does anything: the limit of the measure "start".
var app = WebApplication.CreateBuilder(args).Build();
app.MapGet("/", () => "here");
await app.RunAsync();
