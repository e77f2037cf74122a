mod fixture;
mod following;
mod hosts;
mod requests;
